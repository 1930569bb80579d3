//! One pace for all threads and all processes of a profile.
//!
//! The next free moment stands in a small file under an OS lock. Whoever wants to send takes it, writes the one after
//! it, and waits until its own comes; nobody holds the lock while waiting. Requests are spaced, not bursting, because
//! the service counts any second, not ours. After the wait comes a second look: a block or a 429 that was answered
//! meanwhile counts for those as well who had their turn already.
//!
//! The file holds times of day, since no other clock is shared by processes. It says when it was written, so that a clock
//! that was set back takes all times back with it; one that was set forward wakes many at once, and who comes too late
//! for his turn takes a new one.

use std::fmt;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::error::Exit;
use crate::private;
use crate::signals::Stop;

/// On top of the interval, because the network squeezes requests together: seven intervals must exceed a second
/// also when the first is late and the last is not.
const MARGIN: f64 = 1.04;
/// No queue is longer than this, or this many turns; a later moment comes from a damaged file.
const FAR: Duration = Duration::from_secs(120);
const FAR_TURNS: f64 = 1000.0;
/// After a block the profile is quiet for this long.
const PAUSE: Duration = Duration::from_secs(15 * 60);
/// A 429 slows the other processes of the profile for this long after its hold.
const SLOW_FOR: Duration = Duration::from_secs(60);
/// What a 429 asks for is kept up to here; more is a mistake of the service.
const HOLD_MOST: Duration = Duration::from_secs(24 * 60 * 60);
/// A longer hold is not waited out: the run ends and says how long it takes. Kommo's own example asks for this much.
const PATIENCE: Duration = Duration::from_secs(300);
/// So many requests stand in the file, with the moment at which each went out. However late threads wake, one more
/// does not go out within as many intervals, less a little, so that the usual jitter delays nobody.
const LOGGED: usize = 7;
const WINDOW: f64 = 7.0 * 1.03 / MARGIN;
/// Nor does it follow the last one sooner than this part of an interval.
const APART: f64 = 0.5;
/// A turn that is missed by more, and by more than an interval, is lost.
const LATE: Duration = Duration::from_millis(250);
/// The file always has this length: a process killed while it writes leaves no mixture of two texts.
const WIDTH: usize = 512;

/// The pace of a profile.
#[derive(Debug)]
pub struct Throttle {
    path: PathBuf,
    interval: Duration,
    /// This process was answered 429, so it keeps half the pace to its end.
    slow: AtomicBool,
}

/// How far apart this process's turns are.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// Milliseconds.
    interval: f64,
    slow: bool,
}

/// What the file holds; milliseconds (with fraction) since 1970.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(default)]
struct Shared {
    /// When this was written.
    seen: f64,
    /// The next free moment.
    next: f64,
    /// When the last requests went out, the oldest first.
    sent: [f64; LOGGED],
    /// Until then turns are twice as far apart.
    slow_until: f64,
    /// A 429 asked for quiet until then.
    held_until: f64,
    /// A block keeps the profile quiet until then.
    paused_until: f64,
    /// Why it does.
    cause: Cause,
}

/// What keeps a profile quiet, its later runs included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// 403: asking again prolongs it.
    #[default]
    Blocked,
    /// 402: asking again pays no bill.
    Unpaid,
    /// Pages come in place of JSON.
    Page,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blocked => "the CRM blocks this integration (HTTP 403)",
            Self::Unpaid => "the account is not paid (HTTP 402)",
            Self::Page => "a page came in place of JSON",
        })
    }
}

/// What a look into the file says to one who wants to send.
#[derive(Debug)]
enum Look {
    /// It is his turn.
    Go,
    /// It is his turn at this moment.
    At(f64),
    /// Nothing may be sent.
    Never(Refusal),
}

/// Why nothing may be sent.
#[derive(Debug)]
pub enum Refusal {
    /// A block is remembered for this long.
    Paused(Duration, Cause),
    /// A 429 asked for quiet, for longer than anybody would wait.
    Held(Duration),
    /// The process was asked to stop, and ends with this code.
    Stopped(Exit),
    /// The file cannot be used.
    Broken(std::io::Error),
}

impl Throttle {
    /// `rate` requests a second, shared through the file `path`.
    pub fn new(path: PathBuf, rate: f64) -> Self {
        Self {
            path,
            interval: Duration::from_secs_f64(MARGIN / rate),
            slow: AtomicBool::new(false),
        }
    }

    /// Waits for the next free moment.
    pub fn wait(&self, stop: &Stop) -> Result<(), Refusal> {
        let mut turn = None;
        loop {
            if let Some(exit) = stop.asked() {
                return Err(Refusal::Stopped(exit));
            }
            let (look, now) = self.look(turn).map_err(Refusal::Broken)?;
            let at = match look {
                Look::Go => return Ok(()),
                Look::Never(refusal) => return Err(refusal),
                Look::At(at) => at,
            };
            turn = Some(at);
            if let Some(exit) = stop.wait(span(at - now)) {
                return Err(Refusal::Stopped(exit));
            }
        }
    }

    fn look(&self, turn: Option<f64>) -> std::io::Result<(Look, f64)> {
        let pace = Pace {
            interval: ms(self.interval),
            slow: self.slow.load(Ordering::Relaxed),
        };
        self.change(|shared, now| (shared.look(now, turn, pace), now))
    }

    /// What the clock of [`Throttle::left_late`] says.
    pub fn clock(&self) -> f64 {
        now_ms()
    }

    /// A request that had its turn before `begun` waited for its connection from then until now: it leaves now.
    pub fn left_late(&self, begun: f64) -> std::io::Result<()> {
        self.change(|shared, now| shared.left_late(begun, now))
    }

    /// After a 429: nothing for `pause`, then half the pace, in this process for the rest of its run.
    pub fn back_off(&self, pause: Duration) -> std::io::Result<()> {
        self.slow.store(true, Ordering::Relaxed);
        self.change(|shared, now| shared.hold(now, pause.min(HOLD_MOST)))
    }

    /// After a block: nothing at all until the pause is over, in later runs as well.
    pub fn block(&self, cause: Cause) -> std::io::Result<()> {
        self.change(|shared, now| {
            shared.paused_until = now + ms(PAUSE);
            shared.cause = cause;
        })
    }

    /// Forgets a block, after a person has dealt with it, and says whether there was one. What a 429 asked for stays.
    pub fn unblock(&self) -> std::io::Result<bool> {
        self.change(|shared, now| std::mem::take(&mut shared.paused_until) > now)
    }

    /// Forgets also what a 429 asked for.
    pub fn forget_all(&self) -> std::io::Result<bool> {
        self.change(|shared, now| {
            let paused = std::mem::take(&mut shared.paused_until);
            let held = std::mem::take(&mut shared.held_until);
            // The queue stands behind the hold.
            shared.next = shared.next.min(now + ms(self.interval));
            paused.max(held) > now
        })
    }

    fn change<T>(&self, work: impl FnOnce(&mut Shared, f64) -> T) -> std::io::Result<T> {
        let mut file = private::open(&self.path)?;
        file.lock()?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let now = now_ms();
        let mut shared = Shared::read(&text, now);
        shared.settle(now, ms(self.interval));
        let result = work(&mut shared, now);
        file.seek(SeekFrom::Start(0))?;
        let new = format!("{:<WIDTH$}", serde_json::to_string(&shared)?);
        file.write_all(new.as_bytes())?;
        if text.len() > new.len() {
            file.set_len(new.len() as u64)?;
        }
        file.unlock()?;
        Ok(result)
    }
}

impl Shared {
    fn read(text: &[u8], now: f64) -> Self {
        serde_json::from_slice(text).unwrap_or_else(|_| Self {
            // A new file holds nothing. A damaged one, after a power cut, says nothing of what was sent just now.
            next: if text.is_empty() { 0.0 } else { now + 1000.0 },
            ..Self::default()
        })
    }

    /// Takes the times back with a clock that was set back, and none for later than it can be.
    fn settle(&mut self, now: f64, interval: f64) {
        let back = (self.seen - now).max(0.0);
        self.seen = now;
        for (time, most) in [
            (&mut self.next, f64::INFINITY),
            (&mut self.slow_until, ms(HOLD_MOST) + ms(SLOW_FOR)),
            (&mut self.held_until, ms(HOLD_MOST)),
            (&mut self.paused_until, ms(PAUSE)),
        ] {
            *time = (*time - back).min(now + most);
        }
        // The queue stands behind the hold.
        let queue = ms(FAR).max(interval * FAR_TURNS);
        self.next = self.next.min(now.max(self.held_until) + queue);
        for sent in &mut self.sent {
            *sent = (*sent - back).min(now);
        }
    }

    /// Says whether one may send who has waited for `turn`, and gives him a turn if he has none.
    fn look(&mut self, now: f64, turn: Option<f64>, pace: Pace) -> Look {
        if self.paused_until > now {
            return Look::Never(Refusal::Paused(span(self.paused_until - now), self.cause));
        }
        let hold = self.held_until - now;
        if hold > ms(PATIENCE) {
            return Look::Never(Refusal::Held(span(hold)));
        }
        let is_due =
            turn.is_some_and(|turn| hold <= 0.0 && now - turn <= ms(LATE).max(pace.interval));
        if !is_due {
            let is_slow = pace.slow || self.slow_until > now;
            let at = self.next.max(self.held_until).max(now);
            self.next = at + pace.interval * if is_slow { 2.0 } else { 1.0 };
            if at > now {
                return Look::At(at);
            }
        }
        let free = (self.sent[0] + pace.interval * WINDOW)
            .max(self.sent[LOGGED - 1] + pace.interval * APART);
        if free > now {
            return Look::At(free);
        }
        self.sent.rotate_left(1);
        self.sent[LOGGED - 1] = now;
        Look::Go
    }

    /// Of those that had their turn by then it is the last one: who came before has its connection or waits for another.
    fn left_late(&mut self, begun: f64, now: f64) {
        let at = self.sent.iter().rposition(|sent| *sent <= begun);
        self.sent[at.unwrap_or(0)] = now;
        self.sent.sort_by(f64::total_cmp);
    }

    fn hold(&mut self, now: f64, pause: Duration) {
        self.held_until = self.held_until.max(now + ms(pause));
        self.slow_until = self.slow_until.max(self.held_until + ms(SLOW_FOR));
    }
}

fn now_ms() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn span(ms: f64) -> Duration {
    Duration::try_from_secs_f64(ms / 1000.0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn two_holders_of_one_file_share_the_pace() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("rate");
        let start = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let own = Throttle::new(path.clone(), 50.0);
                    for _ in 0..5 {
                        own.wait(&Stop::default()).expect("a turn");
                    }
                });
            }
        });
        // 20 turns are 19 intervals; the first is free.
        assert!(start.elapsed() >= Duration::from_secs_f64(19.0 * MARGIN / 50.0));
    }

    #[test]
    fn a_block_is_remembered_by_the_next_holder() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("rate");
        let own = Throttle::new(path.clone(), 7.0);
        own.block(Cause::Unpaid).expect("written");
        let later = Throttle::new(path, 7.0);
        assert!(matches!(
            later.wait(&Stop::default()),
            Err(Refusal::Paused(_, Cause::Unpaid))
        ));
        assert!(later.unblock().expect("written"));
        assert!(later.wait(&Stop::default()).is_ok());
        assert!(!later.unblock().expect("written"));
    }

    const SECOND: f64 = 1000.0;
    const NOON: f64 = 1_800_000_000.0 * SECOND;
    const INTERVAL: f64 = 150.0;
    const PACE: Pace = Pace {
        interval: INTERVAL,
        slow: false,
    };

    /// The file as it is at noon, after `work`.
    fn at_noon(work: impl FnOnce(&mut Shared)) -> Shared {
        let mut shared = Shared::default();
        shared.settle(NOON, INTERVAL);
        work(&mut shared);
        shared
    }

    /// How long one who asks has to wait, by the clock `now`.
    fn delay(shared: &mut Shared, now: f64) -> Result<f64, Refusal> {
        shared.settle(now, INTERVAL);
        match shared.look(now, None, PACE) {
            Look::Go => Ok(0.0),
            Look::At(at) => Ok(at - now),
            Look::Never(refusal) => Err(refusal),
        }
    }

    fn wakes(shared: &mut Shared, now: f64, turn: f64) -> Look {
        shared.settle(now, INTERVAL);
        shared.look(now, Some(turn), PACE)
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1.0
    }

    #[test]
    fn a_429_holds_everybody_back_for_as_long_as_it_says() {
        for seconds in [1, 119, 121, 200, 300] {
            let mut shared = at_noon(|shared| shared.hold(NOON, Duration::from_secs(seconds)));
            // A shorter one that is answered later does not shorten it.
            shared.hold(NOON, Duration::from_millis(10));
            let asked = ms(Duration::from_secs(seconds));
            let first = delay(&mut shared, NOON + 40.0).expect("is waited out");
            assert!(close(first, asked - 40.0), "{seconds}: {first}");
            let second = delay(&mut shared, NOON + 40.0).expect("is waited out");
            assert!(close(second, first + INTERVAL * 2.0), "{seconds}: {second}");
        }
    }

    #[test]
    fn a_429_halves_the_pace_of_its_process_to_the_end_and_of_others_for_a_while() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("rate");
        let (own, other) = (Throttle::new(path.clone(), 1.0), Throttle::new(path, 1.0));
        own.back_off(Duration::ZERO).expect("written");
        let apart = |throttle: &Throttle| {
            // No 429 for a long time.
            throttle
                .change(|shared, now| (shared.slow_until, shared.next) = (0.0, now + SECOND))
                .expect("written");
            let turn = || match throttle.look(None).expect("is read").0 {
                Look::At(at) => at,
                other => panic!("{other:?}"),
            };
            let first = turn();
            turn() - first
        };
        assert!(close(apart(&own), 2.0 * MARGIN * SECOND));
        assert!(close(apart(&other), MARGIN * SECOND));
    }

    #[test]
    fn a_hold_too_long_to_wait_for_is_told_to_later_runs_too() {
        let mut shared = at_noon(|shared| shared.hold(NOON, Duration::from_secs(600)));
        for (later, left) in [(0.0, 600.0), (299.0, 301.0)] {
            match delay(&mut shared, NOON + later * SECOND) {
                Err(Refusal::Held(rest)) => assert!(close(ms(rest), left * SECOND), "{rest:?}"),
                other => panic!("{later}: {other:?}"),
            }
        }
        let rest = delay(&mut shared, NOON + 300.0 * SECOND).expect("is waited out");
        assert!(close(rest, 300.0 * SECOND));
    }

    #[test]
    fn a_person_ends_a_block_and_may_end_a_hold() {
        let dir = tempfile::tempdir().expect("a folder");
        let throttle = Throttle::new(dir.path().join("rate"), 1000.0);
        throttle.back_off(HOLD_MOST).expect("written");
        throttle.block(Cause::Blocked).expect("written");
        assert!(throttle.unblock().expect("written"));
        assert!(matches!(
            throttle.wait(&Stop::default()),
            Err(Refusal::Held(_))
        ));
        assert!(throttle.forget_all().expect("written"));
        assert!(throttle.wait(&Stop::default()).is_ok());
        assert!(!throttle.forget_all().expect("written"));
    }

    #[test]
    fn who_waits_for_a_connection_does_not_squeeze_those_who_have_one() {
        const CONNECT: f64 = 180.0;
        let arrivals = |tells: bool| {
            let mut shared = at_noon(|_| {});
            let mut connecting: std::collections::VecDeque<f64> = [].into();
            let (mut now, mut arrivals) = (NOON, Vec::new());
            for request in 0..60 {
                let mut turn = None;
                loop {
                    shared.settle(now, INTERVAL);
                    let Look::At(next) = shared.look(now, turn, PACE) else {
                        break;
                    };
                    while let Some(begun) =
                        connecting.pop_front_if(|begun| *begun + CONNECT <= next)
                    {
                        if tells {
                            shared.left_late(begun, begun + CONNECT);
                        }
                    }
                    (now, turn) = (next, Some(next));
                }
                // As many connections as requests are in flight at once; later ones find one that is open.
                let is_new = request < 9;
                if is_new {
                    connecting.push_back(now + 1.0);
                }
                arrivals.push(now + if is_new { CONNECT } else { 0.0 });
            }
            arrivals.sort_by(f64::total_cmp);
            arrivals
        };
        let shortest = |arrivals: &[f64]| {
            let eight = arrivals.windows(8).map(|eight| eight[7] - eight[0]);
            eight.fold(f64::INFINITY, f64::min)
        };
        let deaf = arrivals(false);
        assert!(shortest(&deaf) < SECOND, "{}", shortest(&deaf));
        let told = arrivals(true);
        assert!(shortest(&told) >= SECOND, "{}", shortest(&told));
        // It costs about what the last connection took.
        let cost = told[59] - deaf[59];
        assert!(cost < 2.0 * CONNECT, "{cost}");
    }

    #[test]
    fn who_has_a_turn_looks_again_before_he_sends() {
        let mut shared = at_noon(|shared| shared.next = NOON + INTERVAL);
        let turn = NOON + delay(&mut shared, NOON).expect("a turn");
        let mut calm = shared;
        assert!(matches!(wakes(&mut calm, turn, turn), Look::Go));
        let mut held = shared;
        held.hold(NOON + 20.0, Duration::from_secs(5));
        match wakes(&mut held, turn, turn) {
            Look::At(at) => assert!(close(at, NOON + 20.0 + 5.0 * SECOND)),
            other => panic!("{other:?}"),
        }
        let mut paused = shared;
        paused.paused_until = NOON + 20.0 + ms(PAUSE);
        assert!(matches!(
            wakes(&mut paused, turn, turn),
            Look::Never(Refusal::Paused(..))
        ));
    }

    #[test]
    fn a_clock_set_back_takes_all_times_back_with_it() {
        let hour = 3600.0 * SECOND;
        let mut shared = at_noon(|shared| shared.next = NOON + 600.0);
        assert!(close(
            delay(&mut shared, NOON - hour).expect("a turn"),
            600.0
        ));
        let mut shared = at_noon(|shared| shared.hold(NOON, Duration::from_secs(5)));
        assert!(close(
            delay(&mut shared, NOON - hour).expect("a turn"),
            5.0 * SECOND
        ));
        assert!(close(
            shared.slow_until,
            NOON - hour + 5.0 * SECOND + ms(SLOW_FOR)
        ));
        let mut shared = at_noon(|shared| shared.paused_until = NOON + ms(PAUSE));
        match delay(&mut shared, NOON - hour) {
            Err(Refusal::Paused(left, _)) => assert!(close(ms(left), ms(PAUSE))),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_clock_set_forward_and_back_again_leaves_no_long_wait() {
        let years = 1e6 * 3600.0 * SECOND;
        let mut shared = at_noon(|_| ());
        delay(&mut shared, NOON + years).expect("a turn");
        assert!(delay(&mut shared, NOON).expect("a turn") <= INTERVAL + 1.0);
    }

    #[test]
    fn a_clock_set_forward_makes_no_burst() {
        let mut shared = at_noon(|_| ());
        let turns: Vec<f64> = (0..16)
            .map(|_| NOON + delay(&mut shared, NOON).expect("a turn"))
            .collect();
        // All of them wake in the same moment, an hour later by the clock.
        let now = NOON + 3600.0 * SECOND;
        let mut sent: Vec<f64> = turns
            .into_iter()
            .map(|turn| match wakes(&mut shared, now, turn) {
                Look::Go => now,
                Look::At(at) => at,
                Look::Never(refusal) => panic!("{refusal:?}"),
            })
            .collect();
        sent.sort_by(f64::total_cmp);
        for pair in sent.windows(2) {
            assert!(pair[1] - pair[0] >= INTERVAL - 1.0, "{sent:?}");
        }
    }

    #[test]
    fn however_late_threads_wake_no_eighth_goes_out_within_a_second() {
        let pace = Pace {
            interval: MARGIN / 7.0 * SECOND,
            slow: false,
        };
        let mut shared = at_noon(|_| ());
        let mut random = fastrand::Rng::with_seed(7);
        // Each waits for a turn, and wakes up to 100 ms after it.
        let mut asleep: Vec<(f64, Option<f64>)> = (0..16).map(|_| (NOON, None)).collect();
        let mut sent = Vec::new();
        while sent.len() < 1000 {
            asleep.sort_by(|a, b| b.0.total_cmp(&a.0));
            let Some((now, turn)) = asleep.pop() else {
                break;
            };
            shared.settle(now, pace.interval);
            let next = match shared.look(now, turn, pace) {
                Look::Go => {
                    sent.push(now);
                    (now, None)
                }
                Look::At(at) => (at + random.f64() * 100.0, Some(at)),
                Look::Never(refusal) => panic!("{refusal:?}"),
            };
            asleep.push(next);
        }
        for eight in sent.windows(8) {
            assert!(eight[7] - eight[0] > SECOND, "{eight:?}");
        }
        let floor = 1000.0 / 7.0 * SECOND;
        let took = sent[999] - NOON;
        assert!(took < floor * 1.06, "{} of the fastest", took / floor);
    }

    #[test]
    fn a_damaged_file_neither_stops_the_profile_nor_hastens_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("rate");
        let throttle = Throttle::new(path.clone(), 1000.0);
        throttle.back_off(Duration::ZERO).expect("written");
        let whole = std::fs::read(&path).expect("is there");
        for damaged in [
            &whole[..whole.len() / 8],
            b"\0\0\0\0",
            b"{\"next\": 1e999}",
            b"{\"next\": \"soon\"}",
            &[0xff; 4000],
        ] {
            std::fs::write(&path, damaged).expect("written");
            match throttle.look(None).expect("is read") {
                (Look::At(at), now) => assert!(close(at - now, SECOND), "{damaged:?}"),
                (other, _) => panic!("{damaged:?}: {other:?}"),
            }
            let text = std::fs::read(&path).expect("is there");
            assert!(serde_json::from_slice::<Shared>(&text).is_ok() && text.len() == WIDTH);
        }
        // Times that nobody can have written.
        let text = format!(
            "{{\"seen\": 1, \"next\": {0}, \"held_until\": {0}, \"slow_until\": {0}}}",
            9e17
        );
        std::fs::write(&path, text).expect("written");
        assert!(matches!(
            throttle.look(None).expect("is read").0,
            Look::Never(Refusal::Held(left)) if left <= HOLD_MOST
        ));
        std::fs::write(&path, "{\"seen\": 1, \"next\": 9e17}").expect("written");
        match throttle.look(None).expect("is read") {
            (Look::At(at), now) => assert!(at - now <= ms(FAR) + 1.0),
            (other, _) => panic!("{other:?}"),
        }
        // A new or emptied file is free.
        std::fs::write(&path, "").expect("written");
        assert!(matches!(throttle.look(None).expect("is read").0, Look::Go));
    }
}
