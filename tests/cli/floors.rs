//! The rooms of the code and who may use whom, as `docs/architecture.md` says it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The room's floor, counted from the top, or the line of those who stand aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Floor(usize),
    /// Uses nothing; only `commands` uses it.
    Aside,
}

/// The table under "Floors": the first column has a floor's rooms, the top one first.
fn table() -> BTreeMap<String, Place> {
    let text = std::fs::read_to_string(Path::new(ROOT).join("docs/architecture.md"))
        .expect("the architecture is written down");
    let section = text
        .split("\n## ")
        .find(|section| section.starts_with("Floors"))
        .expect("a section about floors");
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let mut places = BTreeMap::new();
    for (floor, row) in rows.enumerate() {
        let mut cells = row.trim_matches('|').split('|').map(str::trim);
        let rooms = cells.next().expect("a first column");
        let is_aside = cells.next().is_some_and(|cell| cell.starts_with("aside"));
        for room in rooms.split_whitespace() {
            let place = if is_aside {
                Place::Aside
            } else {
                Place::Floor(floor)
            };
            let room = room.trim_matches('`').to_owned();
            assert!(
                places.insert(room.clone(), place).is_none(),
                "`{room}` stands twice in the table"
            );
        }
    }
    places
}

fn sources() -> Vec<PathBuf> {
    fn collect(dir: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(&path, into);
            } else if path.extension().is_some_and(|end| end == "rs") {
                into.push(path);
            }
        }
    }
    let mut all = Vec::new();
    collect(&Path::new(ROOT).join("src"), &mut all);
    all.sort();
    all
}

/// `src/crm/tokens/mod.rs` is in the room `crm`.
fn room_of(path: &Path) -> String {
    let inside = path
        .strip_prefix(Path::new(ROOT).join("src"))
        .expect("a source");
    let first = inside.components().next().expect("a name");
    let name = first.as_os_str().to_str().expect("text");
    name.trim_end_matches(".rs").to_owned()
}

/// The rooms that a line uses: what follows `crate::`, inside of braces as well.
fn used(text: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.chars()
            .take_while(|c| c.is_ascii_lowercase() || *c == '_')
            .collect()
    };
    let mut rooms = BTreeSet::new();
    for after in text.split("crate::").skip(1) {
        let Some(inside) = after.strip_prefix('{') else {
            rooms.insert(word(after));
            continue;
        };
        let mut depth = 0;
        let mut at_start = true;
        for (at, c) in inside.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => at_start = true,
                c if c.is_whitespace() => {}
                _ if at_start && depth == 0 => {
                    rooms.insert(word(&inside[at..]));
                    at_start = false;
                }
                _ => {}
            }
        }
    }
    rooms.retain(|room| !room.is_empty());
    rooms
}

#[test]
fn a_room_uses_only_rooms_below_it() {
    let places = table();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for path in sources() {
        let room = room_of(&path);
        if room == "lib" {
            continue;
        }
        seen.insert(room.clone());
        let place = places
            .get(&room)
            .unwrap_or_else(|| panic!("the table lacks the room `{room}`"));
        let text = std::fs::read_to_string(&path).expect("a readable source");
        // The binary reaches the library by its name.
        let text = text.replace("amosync::", "crate::");
        for other in used(&text) {
            let Some(to) = places.get(&other) else {
                continue;
            };
            let is_allowed = room == other
                || match (place, to) {
                    (Place::Floor(from), Place::Floor(to)) => from < to,
                    (Place::Floor(_), Place::Aside) => room == "commands",
                    (Place::Aside, _) => false,
                };
            if !is_allowed {
                wrong.push(format!("{}: `{room}` uses `{other}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows upward:\n{}", wrong.join("\n"));
    let missing: Vec<_> = places.keys().filter(|room| !seen.contains(*room)).collect();
    assert!(
        missing.is_empty(),
        "the table has rooms that are none: {missing:?}"
    );
}

#[test]
fn the_test_sees_each_way_to_name_a_room() {
    let rooms = |text: &str| used(text).into_iter().collect::<Vec<_>>();
    assert_eq!(rooms("use crate::store::Store;"), ["store"]);
    assert_eq!(
        rooms("use crate::{crm::{Crm, api}, store::Store,\n  text};"),
        ["crm", "store", "text"]
    );
    assert_eq!(
        rooms("fn a(b: &crate::crm::Crm) -> crate::text::T {"),
        ["crm", "text"]
    );
    assert_eq!(rooms("pub(in crate::sync) fn a() {}"), ["sync"]);
}

/// What only some rooms may know.
#[test]
fn paths_flags_and_sql_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for path in sources() {
        let room = room_of(&path);
        if room == "sandbox" {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a readable source");
        // Tests of a module may name anything.
        let is_test = path.ends_with("tests.rs");
        let text = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        for (number, line) in text.lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            let mut refuse = |what: &str| {
                wrong.push(format!("{}:{}: {what}", path.display(), number + 1));
            };
            if room != "crm"
                && !is_comment
                && !is_test
                && (line.contains("/api/v") || line.contains("/oauth2"))
            {
                refuse("a path of the CRM's API outside of `crm`");
            }
            if !["store", "source"].contains(&room.as_str())
                && !is_comment
                && !is_test
                && (line.contains("rusqlite") || is_sql(line))
            {
                refuse("SQLite's types outside of `store` and `source`");
            }
            let may_name_flags = ["commands", "cli", "main", "options"].contains(&room.as_str());
            if !may_name_flags && !is_test && names_a_flag(line) {
                refuse("a flag of the command line below `commands`");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_sql(line: &str) -> bool {
    [
        ("SELECT ", " FROM "),
        ("UPDATE ", " SET "),
        ("INSERT ", " INTO "),
        ("DELETE ", "FROM "),
    ]
    .iter()
    .any(|(first, second)| {
        let after = line.split_once(first).map(|(_, after)| after);
        after.is_some_and(|after| format!(" {after}").contains(second))
    })
}

fn names_a_flag(line: &str) -> bool {
    line.match_indices("--").any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + 2..].chars().next();
        matches!(before, Some('`' | '"' | ' ')) && after.is_some_and(|c| c.is_ascii_lowercase())
    })
}
