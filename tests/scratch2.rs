//! scratch
fn walk(dir: &std::path::Path, out: &mut Vec<(String, String)>, root: &std::path::Path) {
    let mut es: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    es.sort();
    for p in es {
        if p.is_dir() { walk(&p, out, root) } else if p.extension().is_some_and(|e| e == "yj") {
            out.push((p.strip_prefix(root).unwrap().display().to_string(), std::fs::read_to_string(&p).unwrap()));
        }
    }
}
#[test]
fn scratch() {
    let root = std::path::Path::new("policies");
    let mut files = vec![];
    walk(root, &mut files, root);
    let t = std::time::Instant::now();
    let corpus = yiju::corpus::from_syntax::read(files);
    println!("read {:?}", t.elapsed());
    for d in &corpus.diagnostics { println!("  {} {} {} | {}", corpus.files.place(d.primary()), d.code, d.message, d.labels[0].text); }
    for area in corpus.areas() {
        for day in corpus.turning_days(&area) {
            let t = std::time::Instant::now();
            let c = yiju::program::compile::compile(&corpus, &area, day, None);
            println!("== {} {} {:?} nodes {:?}", area.name(), day, t.elapsed(), c.program.as_ref().map(|p| p.nodes.len()));
            for d in &c.diagnostics { println!("  {} {} {} | {}", corpus.files.place(d.primary()), d.code, d.message, d.labels[0].text); }
        }
    }
}
#[test]
fn cases() {
    let root = std::path::Path::new("policies");
    let mut files = vec![];
    walk(root, &mut files, root);
    let corpus = yiju::corpus::from_syntax::read(files);
    let t = std::time::Instant::now();
    let reports = yiju::cases::run::run(&corpus, |_| true);
    println!("ran {} in {:?}", reports.len(), t.elapsed());
    for r in &reports {
        println!("{} {}", if r.passed() { "ok  " } else { "FAIL" }, r.title);
        for s in &r.stages { for f in &s.failures {
            println!("     {} {} {} | {}", corpus.files.place(f.primary()), f.code, f.message, f.labels[0].text); } }
    }
}
