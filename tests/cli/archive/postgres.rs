//! An archive in PostgreSQL: a server of Debian's package is started in a folder of its own and thrown away.
//!
//! Nothing listens on the network; the socket is in the folder. Root may not start a server, so that somebody else does.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use postgres::{Client, NoTls};
use serde_json::Value as Json;

use super::{WHEN, archived, checked, decide, household, households, whole};
use crate::session::{Folder, command, given, yiju};

/// A running server.
struct Server {
    folder: PathBuf,
    programs: PathBuf,
    process: Child,
    user: Option<(u32, u32)>,
}

/// What a program said, if it did what it was told.
fn output(command: &mut Command) -> String {
    let said = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    assert!(said.status.success(), "{command:?}: {}{}", text(said.stdout), text(said.stderr));
    text(said.stdout)
}

fn number(user: &str, which: &str) -> Option<u32> {
    let said = Command::new("id").args([which, user]).output().ok()?;
    String::from_utf8(said.stdout).ok()?.trim().parse().ok()
}

/// Where the newest server is.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").expect("Debian's package postgresql is installed");
    let mut found: Vec<PathBuf> = versions.map(|version| version.unwrap().path().join("bin")).collect();
    found.retain(|programs| programs.join("initdb").exists());
    found.sort();
    found.pop().expect("Debian's package postgresql is installed")
}

impl Server {
    fn start() -> Server {
        let folder = std::env::temp_dir().join(format!("yiju-pg-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        let root = output(Command::new("id").arg("-u")).trim() == "0";
        let owner = ["postgres", "nobody"]
            .into_iter()
            .find_map(|user| Some((number(user, "-u")?, number(user, "-g")?)));
        let user = if root { owner } else { None };
        if let Some((user, group)) = user {
            chown(&folder, Some(user), Some(group)).unwrap();
        }
        let programs = programs();
        let mut server = Server { folder, programs, process: Command::new("true").spawn().unwrap(), user };
        server.process.wait().unwrap();
        let data = server.folder.join("data");
        let mut initdb = server.program("initdb");
        initdb.args(["-U", "yiju", "--auth", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "-D"]).arg(&data);
        output(&mut initdb);
        server.process = server.run();
        server.wait();
        server
    }

    /// One of the server's programs, run by whom it is for.
    fn program(&self, name: &str) -> Command {
        let mut program = Command::new(self.programs.join(name));
        if let Some((user, group)) = self.user {
            program.uid(user).gid(group);
        }
        program.current_dir(&self.folder).env("PGHOST", &self.folder).env("PGUSER", "yiju");
        program
    }

    fn run(&self) -> Child {
        let mut postgres = self.program("postgres");
        postgres
            .arg("-D")
            .arg(self.folder.join("data"))
            .arg("-k")
            .arg(&self.folder)
            .args(["-c", "listen_addresses="]);
        postgres.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn wait(&self) {
        for _ in 0..600 {
            if Client::connect(&self.url("postgres"), NoTls).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the server does not answer");
    }

    fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user=yiju", self.folder.display())
    }

    fn client(&self, database: &str) -> Client {
        Client::connect(&self.url(database), NoTls).unwrap()
    }

    /// A new database.
    fn database(&self, name: &str) -> String {
        self.client("postgres").batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        self.url(name)
    }

    /// Stops it at once, as a machine that loses its power.
    fn crash(&mut self) {
        let id = self.process.id().to_string();
        output(Command::new("kill").args(["-QUIT", &id]));
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(Command::new("kill").args(["-QUIT", &self.process.id().to_string()]).status());
        drop(self.process.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// One server for all: to start one takes longer than to use it.
#[test]
fn an_archive_may_be_in_postgresql() {
    let mut server = Server::start();
    keeps_and_prints(&server);
    finds_every_change(&server);
    refuses_changes(&server);
    goes_out_and_comes_back(&server);
    takes_many_writers(&server);
    survives_killed_writers(&server);
    tells_what_is_wrong(&server);
    survives_a_crash(&mut server);
}

fn keeps_and_prints(server: &Server) {
    let url = server.database("keeps");
    let folder = archived(3, &url);
    assert_eq!(whole(folder.path(), &url), 3);
    folder.write("一户.json", household("户2", 2));
    let then = decide(folder.path(), &["explain", "一户.json", "--for", "applicant"]);
    let again = yiju(folder.path(), &["解释", "--archive", &url, "--case", "户2", "--for", "applicant"]);
    assert_eq!((again.code, again.out), (Some(0), then.out), "{}", again.err);
    let said = yiju(folder.path(), &["重演", &url]);
    assert_eq!((said.code, said.out.as_str()), (Some(0), "重演 3 件：3 件和当时一样。\n"));
    assert_eq!(yiju(folder.path(), &["档案", "列出", &url]).out.lines().count(), 3);
    // The same rows in a file and back in another database have the same digests.
    let back = server.database("back");
    for (from, to) in [(url.as_str(), "副本.db"), ("副本.db", back.as_str())] {
        let said = yiju(folder.path(), &["档案", "转存", from, "--to", to]);
        assert_eq!(said.code, Some(0), "{}", said.err);
    }
    let digests: Vec<Json> =
        [&url, "副本.db", &back].map(|place| checked(folder.path(), place)["digest"].clone()).to_vec();
    assert!(digests[0] == digests[1] && digests[1] == digests[2], "{digests:?}");
}

fn finds_every_change(server: &Server) {
    let url = server.database("changed");
    let folder = archived(2, &url);
    let mut client = server.client("changed");
    let columns =
        "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'yiju_decisions'";
    let columns: Vec<String> = client.query(columns, &[]).unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(columns.len(), 20);
    let table = "ALTER TABLE yiju_decisions";
    for number in 1..=2 {
        for column in &columns {
            let changed = match column.as_str() {
                "number" => "number + 100".to_owned(),
                _ => format!("coalesce({column}, '') || 'x'"),
            };
            // Committed changes, covered up; then taken back.
            client
                .batch_execute(&format!(
                    "DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT * FROM yiju_decisions;
                     {table} DISABLE TRIGGER USER;
                     UPDATE yiju_decisions SET {column} = {changed} WHERE number = {number};
                     {table} ENABLE TRIGGER USER"
                ))
                .unwrap();
            let found = checked(folder.path(), &url);
            assert_eq!(found["sound"], false, "{column} of {number}");
            client
                .batch_execute(&format!(
                    "{table} DISABLE TRIGGER USER; DELETE FROM yiju_decisions;
                     INSERT INTO yiju_decisions SELECT * FROM kept; {table} ENABLE TRIGGER USER"
                ))
                .unwrap();
        }
    }
    assert_eq!(whole(folder.path(), &url), 2);
    client.batch_execute(&format!("{table} DISABLE TRIGGER yiju_no_change")).unwrap();
    let found = checked(folder.path(), &url)["wrong"].to_string();
    assert!(found.contains("yiju_no_change 不见了，或者被关掉了"), "{found}");
}

fn refuses_changes(server: &Server) {
    let url = server.database("refuses");
    let folder = archived(2, &url);
    let mut client = server.client("refuses");
    for statement in [
        "UPDATE yiju_decisions SET decided_by = '李四'",
        "DELETE FROM yiju_decisions WHERE number = 2",
        "TRUNCATE yiju_decisions",
        "UPDATE yiju_head SET count = 1",
        "UPDATE yiju_head SET digest = 'ab'",
        "DELETE FROM yiju_head",
        "TRUNCATE yiju_head",
    ] {
        let refused = client.batch_execute(statement).unwrap_err();
        let said = refused.as_db_error().map(|error| error.message().to_owned());
        assert_eq!(said.as_deref(), Some("档案只增不改"), "{statement}");
    }
    assert_eq!(whole(folder.path(), &url), 2);
}

/// pg_dump, and psql into another database.
fn goes_out_and_comes_back(server: &Server) {
    let url = server.database("dumped");
    let folder = archived(5, &url);
    let dump = output(server.program("pg_dump").arg("dumped"));
    let into = server.database("restored");
    let file = server.folder.join("dump.sql");
    fs::write(&file, dump).unwrap();
    output(server.program("psql").args(["-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(&file).arg("restored"));
    let (then, now) = (checked(folder.path(), &url), checked(folder.path(), &into));
    assert_eq!(
        (now["sound"].clone(), &now["digest"], &now["count"]),
        (Json::Bool(true), &then["digest"], &then["count"])
    );
    let said = yiju(folder.path(), &["重演", &into]);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    // And it goes on.
    assert_eq!(decide(folder.path(), &["eval", "户.json", "--archive", &into]).code, Some(0));
    assert_eq!(whole(folder.path(), &into), 10);
}

fn writer(folder: &Path, url: &str, record: &str) -> Command {
    let args = [&["eval", record, "--format", "json", "--archive", url][..], &WHEN].concat();
    let mut writer = command(folder, &args);
    writer.stdin(fs::File::open(folder.join("户.json")).unwrap());
    writer
}

fn takes_many_writers(server: &Server) {
    // The tables are made by whoever comes first.
    let url = server.database("many");
    let folder = Folder::with_policies();
    folder.write("户.json", households(40));
    let writers: Vec<Child> =
        (0..6).map(|at| writer(folder.path(), &url, ["户.json", "-"][at % 2]).spawn().unwrap()).collect();
    for writer in writers {
        let ended = writer.wait_with_output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    assert_eq!(whole(folder.path(), &url), 240);
}

fn survives_killed_writers(server: &Server) {
    let url = server.database("killed");
    let folder = Folder::with_policies();
    folder.write("户.json", households(4000));
    let (mut before, mut hit) = (0, 0);
    for time in 0..20_u64 {
        let shown = folder.path().join("shown");
        let mut writer = writer(folder.path(), &url, ["户.json", "-"][time as usize % 2]);
        writer.stdout(fs::File::create(&shown).unwrap()).stderr(Stdio::null());
        let mut writer = writer.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(5 + time * 53));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let shown = fs::read_to_string(shown).unwrap().matches('\n').count() as u64;
        let found = checked_if_there(folder.path(), &url);
        assert!(found >= before + shown, "{time}: {before} rows and {shown} shown, but {found} kept");
        hit += u32::from(found > before);
        before = found;
    }
    assert!(hit >= 5, "hit {hit} times");
}

/// The rows of a whole archive; none before there is one.
fn checked_if_there(folder: &Path, url: &str) -> u64 {
    let said = yiju(folder, &["archive", "check", url]);
    if said.err.contains("还没有档案") { 0 } else { whole(folder, url) }
}

fn tells_what_is_wrong(server: &Server) {
    let folder = archived(1, &server.database("sound"));
    server.client("postgres").batch_execute("CREATE ROLE reader LOGIN").unwrap();
    let mut client = server.client("sound");
    client.batch_execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader").unwrap();
    let newer = server.database("newer");
    assert_eq!(decide(folder.path(), &["eval", "户.json", "--archive", &newer]).code, Some(0));
    let change = "ALTER TABLE yiju_head DISABLE TRIGGER USER; UPDATE yiju_head SET format = 2";
    server.client("newer").batch_execute(change).unwrap();
    server.database("half");
    server.client("half").batch_execute("CREATE TABLE yiju_head (a integer)").unwrap();
    server
        .client("postgres")
        .batch_execute("CREATE DATABASE latin ENCODING LATIN1 LOCALE 'C' TEMPLATE template0")
        .unwrap();
    let place = server.folder.display();
    for (url, words) in [
        (server.url("nowhere"), "没有档案"),
        (format!("postgres:///sound?host={place}/none&user=yiju"), "连不上"),
        (format!("postgres:///sound?host={place}&user=stranger"), "不让这个用户进"),
        (format!("postgres:///sound?host={place}&user=reader"), "没有权限"),
        (newer, "是另一版 yiju 写的（格式 2）"),
        (server.url("half"), "不是完整的档案"),
        (server.url("latin"), "存不了中文"),
        ("postgres://a b:secret@host:x/".to_owned(), "没有写成 PostgreSQL 的地址"),
    ] {
        let said = decide(folder.path(), &["eval", "户.json", "--archive", &url]);
        // Long lines are broken anywhere.
        let err: String = said.err.chars().filter(|sign| !sign.is_whitespace() && *sign != '│').collect();
        let words: String = words.chars().filter(|sign| !sign.is_whitespace()).collect();
        assert!(said.code == Some(2) && err.contains(&words), "{url}: {}{}", said.out, said.err);
        assert!(said.out.is_empty() && !said.err.contains("secret"), "{}{}", said.out, said.err);
    }
    // Who may only read, reads.
    let reader = format!("postgres:///sound?host={place}&user=reader");
    assert_eq!(whole(folder.path(), &reader), 1);
    let said = yiju(folder.path(), &["档案", "核对", &server.url("postgres")]);
    assert!(said.code == Some(2) && said.err.contains("还没有档案"), "{}", said.err);
    let nul = household("甲\\u0000乙", 1);
    let said =
        given(folder.path(), &[&["eval", "-", "--archive", &server.url("sound")][..], &WHEN].concat(), &nul);
    assert_eq!(said.code, Some(0), "{}", said.err);
}

/// The server is stopped at once while it is written to.
fn survives_a_crash(server: &mut Server) {
    let url = server.database("crashed");
    let folder = Folder::with_policies();
    folder.write("户.json", households(4000));
    let mut before = 0;
    for time in 0..3_u64 {
        let shown = folder.path().join("shown");
        let mut writer = writer(folder.path(), &url, "-");
        writer.stdout(fs::File::create(&shown).unwrap());
        let writer = writer.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(1500 + 700 * time));
        server.crash();
        let said = writer.wait_with_output().unwrap();
        let err = String::from_utf8(said.stderr).unwrap();
        assert!(said.status.code() == Some(2) && err.contains("档案“"), "{err}");
        server.process = server.run();
        server.wait();
        let shown = fs::read_to_string(shown).unwrap().matches('\n').count() as u64;
        let now = whole(folder.path(), &url);
        // One that was committed may not have been answered.
        assert!(now >= before + shown, "{before} rows and {shown} shown, but {now} kept");
        before = now;
    }
}
