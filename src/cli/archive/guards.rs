//! The tables of an archive and what guards them against changes, as each database is told.

use yiju::archive::entry::{COLUMNS, OPTIONAL};

/// The table of decisions.
pub(crate) const DECISIONS: &str = "yiju_decisions";
/// The table of one row that says how many there are.
pub(crate) const HEAD: &str = "yiju_head";

/// Columns that are long: left out where rows are only listed.
pub(crate) const LONG: [&str; 6] =
    ["record", "decision", "certificate", "notice_officer", "notice_applicant", "notice_audit"];

/// The columns of a row of decisions as they are selected: number, previous, digest, then those of the entry.
pub(crate) fn selected(whole: bool) -> String {
    let columns = COLUMNS.iter().map(|(name, _)| match LONG.contains(name) && !whole {
        true => format!(", CAST(NULL AS TEXT) AS {name}"),
        false => format!(", {name}"),
    });
    format!("number, previous, digest{}", columns.collect::<String>())
}

/// The columns of a row of decisions as they are inserted, in the order of [`selected`].
pub(crate) fn inserted() -> String {
    selected(true)
}

/// The columns of the entry as a table declares them.
fn declared() -> String {
    let columns = COLUMNS.iter().map(|(name, _)| {
        let needed = if OPTIONAL.contains(name) { "" } else { " NOT NULL" };
        format!(",\n  {name} TEXT{needed}")
    });
    columns.collect()
}

/// The statements that make an archive in SQLite: each with the name of what it makes.
pub(crate) fn sqlite() -> Vec<(&'static str, String)> {
    let refuse = "BEGIN SELECT RAISE(ABORT, '档案只增不改'); END";
    vec![
        (
            DECISIONS,
            format!(
                "CREATE TABLE {DECISIONS} (\n  number INTEGER PRIMARY KEY,\n  previous TEXT NOT NULL,\n  \
                 digest TEXT NOT NULL{}\n) STRICT",
                declared()
            ),
        ),
        (
            HEAD,
            format!(
                "CREATE TABLE {HEAD} (\n  one INTEGER PRIMARY KEY CHECK (one = 1),\n  format INTEGER NOT NULL,\n  \
                 count INTEGER NOT NULL,\n  digest TEXT NOT NULL\n) STRICT"
            ),
        ),
        ("yiju_cases", format!("CREATE INDEX yiju_cases ON {DECISIONS} (case_id)")),
        ("yiju_no_update", format!("CREATE TRIGGER yiju_no_update BEFORE UPDATE ON {DECISIONS} {refuse}")),
        ("yiju_no_delete", format!("CREATE TRIGGER yiju_no_delete BEFORE DELETE ON {DECISIONS} {refuse}")),
        (
            // INSERT OR REPLACE would take a row away without deleting it.
            "yiju_next_only",
            format!(
                "CREATE TRIGGER yiju_next_only BEFORE INSERT ON {DECISIONS}\n\
                 WHEN NEW.number IS NOT (SELECT count + 1 FROM {HEAD})\n\
                 OR NEW.previous IS NOT (SELECT digest FROM {HEAD}) {refuse}"
            ),
        ),
        (
            "yiju_head_forward",
            format!(
                "CREATE TRIGGER yiju_head_forward BEFORE UPDATE ON {HEAD}\n\
                 WHEN NEW.count IS NOT OLD.count + 1 OR NEW.format IS NOT OLD.format {refuse}"
            ),
        ),
        (
            "yiju_head_no_delete",
            format!("CREATE TRIGGER yiju_head_no_delete BEFORE DELETE ON {HEAD} {refuse}"),
        ),
    ]
}

/// The statements that make an archive in PostgreSQL.
#[cfg(feature = "pg")]
pub(crate) fn postgres() -> String {
    let declared = declared();
    format!(
        "CREATE TABLE {DECISIONS} (
  number BIGINT PRIMARY KEY,
  previous TEXT NOT NULL,
  digest TEXT NOT NULL{declared}
);
CREATE TABLE {HEAD} (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  format BIGINT NOT NULL,
  count BIGINT NOT NULL,
  digest TEXT NOT NULL
);
CREATE INDEX yiju_cases ON {DECISIONS} (case_id);
CREATE FUNCTION yiju_refuse() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '档案只增不改'; END $$;
CREATE FUNCTION yiju_forward() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.count IS DISTINCT FROM OLD.count + 1 OR NEW.format IS DISTINCT FROM OLD.format THEN
    RAISE EXCEPTION '档案只增不改';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER yiju_no_change BEFORE UPDATE OR DELETE ON {DECISIONS}
  FOR EACH ROW EXECUTE FUNCTION yiju_refuse();
CREATE TRIGGER yiju_no_truncate BEFORE TRUNCATE ON {DECISIONS}
  FOR EACH STATEMENT EXECUTE FUNCTION yiju_refuse();
CREATE TRIGGER yiju_head_forward BEFORE UPDATE ON {HEAD}
  FOR EACH ROW EXECUTE FUNCTION yiju_forward();
CREATE TRIGGER yiju_head_no_delete BEFORE DELETE ON {HEAD}
  FOR EACH ROW EXECUTE FUNCTION yiju_refuse();
CREATE TRIGGER yiju_head_no_truncate BEFORE TRUNCATE ON {HEAD}
  FOR EACH STATEMENT EXECUTE FUNCTION yiju_refuse();"
    )
}

/// The triggers of an archive in PostgreSQL.
#[cfg(feature = "pg")]
pub(crate) const TRIGGERS: [&str; 5] = [
    "yiju_no_change",
    "yiju_no_truncate",
    "yiju_head_forward",
    "yiju_head_no_delete",
    "yiju_head_no_truncate",
];
