//! Starts the binary in a folder of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// What a call said.
pub struct Said {
    /// Exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Said {
    /// All of it, for a snapshot.
    pub fn whole(&self) -> String {
        let code = self.code.map_or("被终止".to_owned(), |code| code.to_string());
        let err =
            if self.err.is_empty() { String::new() } else { format!("-- 标准错误 --\n{}", self.err) };
        format!("{}{err}-- 退出状态 {code}\n", self.out)
    }
}

/// The fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/fixtures")
}

/// The folder of the package.
pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A call that has not been made.
pub fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yiju"));
    command.current_dir(folder).args(args).env_remove("YIJU_POLICIES").env_remove("NO_COLOR");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Calls the binary in a folder and writes to its standard input.
pub fn fed(folder: &Path, args: &[&str], feed: impl FnOnce(&mut dyn Write) + Send + 'static) -> Said {
    let mut child = command(folder, args).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || feed(&mut stdin));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the binary writes UTF-8");
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Calls the binary in a folder.
pub fn yiju(folder: &Path, args: &[&str]) -> Said {
    fed(folder, args, |_| {})
}

/// Calls the binary in a folder with a text for its standard input.
pub fn given(folder: &Path, args: &[&str], text: &str) -> Said {
    let text = text.to_owned();
    // The binary may stop reading early.
    fed(folder, args, move |stdin| drop(stdin.write_all(text.as_bytes())))
}

/// A folder that lasts as long as the test.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder.
    pub fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("yiju-cli-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// A folder with the sound policies of the fixtures below `policies`.
    pub fn with_policies() -> Folder {
        let folder = Folder::new();
        copy(&fixtures().join("公文"), &folder.path().join("policies"));
        folder
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file below it.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left behind in the temporary folder harms nobody.
        drop(fs::remove_dir_all(&self.0));
    }
}

/// Copies a folder with all below it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
