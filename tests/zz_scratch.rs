//! scratch
use std::collections::BTreeMap;
fn walk(dir: &std::path::Path, out: &mut Vec<(String, String)>) {
    let mut es: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect(); es.sort();
    for p in es { if p.is_dir() { walk(&p, out) } else if p.extension().is_some_and(|e| e == "yj") { out.push((p.display().to_string(), std::fs::read_to_string(&p).unwrap())); } }
}
#[test]
fn scratch() {
    let mut files = vec![]; walk(std::path::Path::new("policies"), &mut files);
    let corpus = yiju::corpus::from_syntax::read(files);
    let p = yiju::program::compile::compile(&corpus, &yiju::corpus::Area::parse("山西省/晋城市"), yiju::quantity::calendar::Date::parse("2025-10-01").unwrap(), None).program.unwrap();
    let mut h: BTreeMap<String, usize> = BTreeMap::new();
    for n in &p.nodes { let s = format!("{:?}", n.op); let k = s.split(|c| c=='(' || c==' ' || c=='{').next().unwrap().to_string(); *h.entry(format!("{k} p{}", n.plane.0)).or_default() += 1; }
    println!("{h:?}\nnotes {} outputs {} planes {:?}", p.notes.len(), p.outputs.len(), p.planes.iter().map(|p| p.name.clone()).collect::<Vec<_>>());
    let json = std::fs::read("policies/山西省/晋城市/示例/三口之家-帮扶车间.json").unwrap();
    let r = yiju::facts::from_json::RecordReader::new(&p).read(&yiju::facts::json::Json::parse_bytes(&json).unwrap()).unwrap();
    let d = yiju::evaluation::evaluate(&p, &r);
    println!("steps {} children {} outcomes {} opens {} counts {:?}", d.trace.steps.len(), d.trace.children.len(), d.outcomes.len(), d.trace.arena.opens.len(), r.planes.iter().map(|p| p.len()).collect::<Vec<_>>());
    for o in &d.outcomes { if !o.missing.is_empty() { println!("{} {:?} {}", p.outputs[o.output].name, o.status, o.missing.len()); } }
}
