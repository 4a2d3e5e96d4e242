//! scratch
#[test]
fn scratch() {
    for e in std::fs::read_dir("/tmp/ref").unwrap() {
        let p = e.unwrap().path();
        let text = std::fs::read_to_string(&p).unwrap();
        let mut files = yiju::source::FileSet::new();
        let id = files.add(p.display().to_string(), text.clone());
        let t = std::time::Instant::now();
        let (doc, ds) = yiju::syntax::parse(id, &text);
        println!("{} {:?} {:?}", p.display(), t.elapsed(), doc.map(|d| (d.statements.len(), d.cases.len())));
        for d in ds { println!("  {} {} {} | {}", files.place(d.primary()), d.code, d.labels[0].text.chars().take(60).collect::<String>(), files.text(d.primary()).chars().take(40).collect::<String>()); }
    }
}
