//! Stops a run that is too large to be true, before anything is sent.

use std::collections::BTreeMap;

use crate::domain::Kind;
use crate::error::{Exit, Failure};
use crate::options::flags::{ALLOW_MASS_CHANGE, SYNC_DRY_RUN};
use crate::sync::plan::tally::Tally;

/// Fewer mapped records than this are too few for a percentage.
const ENOUGH: u64 = 100;

/// Refuses a plan that would change more of a kind's mapped records than `percent`, and an empty platform.
///
/// Rows are counted whatever part of them a run is about, so an empty table is noticed in any case.
pub fn check(tallies: &BTreeMap<Kind, Tally>, percent: u8) -> Result<(), Failure> {
    let all_kinds = Kind::ALL.iter().all(|kind| tallies.contains_key(kind));
    if all_kinds && tallies.values().all(|tally| tally.rows == 0) {
        return Err(empty("the platform's database has no rows for any kind"));
    }
    for (kind, tally) in tallies {
        if tally.rows == 0 && tally.mapped > 0 {
            return Err(empty(&format!(
                "the platform has no rows for `{kind}`, and the CRM has {} of them",
                tally.mapped
            )));
        }
        let allowed = u64::from(percent) * tally.mapped;
        if tally.mapped >= ENOUGH && tally.changes() * 100 > allowed {
            return Err(Failure::new(
                Exit::Guard,
                format!(
                    "the run would change {} of {} records of `{kind}`, and the guard allows {percent} %; nothing was sent",
                    tally.changes(),
                    tally.mapped
                ),
            )
            .hint(format!("look at `{SYNC_DRY_RUN}`; when it is right, pass `{ALLOW_MASS_CHANGE}`")));
        }
    }
    Ok(())
}

fn empty(why: &str) -> Failure {
    Failure::new(Exit::Guard, format!("{why}; nothing was sent")).hint(format!(
        "check `source.path` and the query; when it is right, pass `{ALLOW_MASS_CHANGE}`"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(tally: Tally) -> BTreeMap<Kind, Tally> {
        BTreeMap::from([(Kind::Contact, tally)])
    }

    #[test]
    fn counts_changes_of_mapped_records_not_creates() {
        let mut tally = Tally {
            rows: 1100,
            mapped: 100,
            create: 1000,
            modify: 30,
            ..Tally::default()
        };
        assert!(check(&one(tally), 30).is_ok());
        tally.leave = 1;
        let failure = check(&one(tally), 30).expect_err("too many");
        assert_eq!(failure.exit, Exit::Guard);
        assert!(check(&one(tally), 31).is_ok());
    }

    #[test]
    fn few_records_may_all_change() {
        let tally = Tally {
            rows: 99,
            mapped: 99,
            modify: 99,
            ..Tally::default()
        };
        assert!(check(&one(tally), 30).is_ok());
    }

    #[test]
    fn an_empty_platform_stops_the_run() {
        let empty: BTreeMap<_, _> = Kind::ALL.map(|kind| (kind, Tally::default())).into();
        let failure = check(&empty, 100).expect_err("is empty");
        assert!(failure.to_string().contains("for any kind"), "{failure}");
        // Who plans one kind has not looked at the others.
        assert!(check(&one(Tally::default()), 100).is_ok());
        let lost = Tally {
            mapped: 1,
            gone: 1,
            ..Tally::default()
        };
        assert!(check(&one(lost), 100).is_err());
    }
}
