//! What a nation costs: `cargo bench --bench nation`. `-- --write DIR` writes the generated documents to a folder.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark of the project's own files")]

use std::path::Path;

use generated::{NATION, nation, shipped};

mod generated;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let files = nation(NATION, &shipped());
    if let Some(at) = arguments.iter().position(|a| a == "--write") {
        write(Path::new(&arguments[at + 1]), &files);
    }
}

fn write(folder: &Path, files: &[generated::File]) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
    println!("{} documents, {lines} lines", files.len());
}
