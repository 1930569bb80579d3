//! The platforms that the benchmark is measured with.

use std::ops::ControlFlow;

use amosync::config::Config;
use amosync::domain::{ALL_KEYS, Kind};
use amosync::mapping::Mapping;
use amosync::source::{Source as _, SqliteSource};
use amosync::store::Store;

use crate::support::World;

#[path = "../../benches/sync/platform.rs"]
mod platform;

fn count(path: &std::path::Path, sql: &str) -> i64 {
    rusqlite::Connection::open(path)
        .unwrap()
        .query_row(sql, [], |row| row.get(0))
        .unwrap()
}

#[test]
fn the_same_seed_makes_the_same_platform() {
    let dir = tempfile::tempdir().unwrap();
    let made = |name: &str, seed| {
        let path = dir.path().join(name);
        platform::generate(&path, 200, seed).unwrap();
        platform::touch_one_percent(&path, 5).unwrap();
        std::fs::read(path).unwrap()
    };
    let first = made("first.db", 1);
    assert!(first == made("second.db", 1));
    assert!(first != made("third.db", 2));
}

#[test]
fn one_percent_means_one_percent() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("platform.db");
    platform::generate(&path, 1000, 1).unwrap();
    let touched = platform::touch_one_percent(&path, 2).unwrap();
    assert_eq!(touched.users, 10);
    let moved = count(
        &path,
        "SELECT count(*) FROM as_users WHERE city LIKE 'Город %'",
    );
    assert_eq!(moved, 10);
    let orders = count(&path, "SELECT count(*) FROM xx_orderCourses");
    assert_eq!(touched.enrolments, (orders / 100).cast_unsigned());
}

#[test]
fn every_record_of_a_made_platform_fits_the_built_in_mapping() {
    let world = World::ready();
    let path = world.dir.path().join("platform.db");
    std::fs::remove_file(&path).unwrap();
    platform::generate(&path, 500, 1).unwrap();
    let config = world.dir.path().join("config.toml");
    let (name, profile) = Config::load(&config)
        .unwrap()
        .select(None, &config)
        .unwrap();
    let store = Store::open(&world.data().join(name).join("store.db")).unwrap();
    let shape = store.shape(0..=i64::MAX).unwrap().unwrap();
    let resolved = Mapping::load(&profile).unwrap().resolve(&shape).unwrap();
    let source = SqliteSource::open(&profile.source).unwrap();
    for kind in Kind::ALL {
        let mut records = 0;
        source
            .scan(kind, &ALL_KEYS, &mut |row| {
                records += 1;
                if let Err(reasons) = resolved.render(&row.record()) {
                    panic!("{kind} {}: {reasons:?}", row.key());
                }
                Ok(ControlFlow::Continue(()))
            })
            .unwrap();
        assert!(records >= 10, "{records} of {kind}");
    }
}
