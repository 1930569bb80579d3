//! Seven requests in any second, or as many as are set; repeated violation blocks everything until somebody lifts it.

use std::collections::VecDeque;

const WINDOW_MS: i64 = 1000;

/// The limiter of the one integration.
#[derive(Debug)]
pub struct Rate {
    /// Whether the limit is enforced; it is measured either way.
    pub enforced: bool,
    /// Requests in any second.
    pub most_allowed: usize,
    /// The violation that blocks; 0 for none.
    pub block_after: u32,
    arrivals: VecDeque<i64>,
    violations: u32,
    /// Every answer is 403 from now on.
    pub blocked: bool,
    /// How many requests came too early.
    pub refused: u64,
    /// The most requests seen in any second.
    pub most: usize,
}

/// What the limiter says of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Pass,
    /// 429; the count says which shape.
    TooMany(u64),
    /// 403 as a page.
    Blocked,
}

impl Rate {
    /// A limiter that has seen nothing.
    pub fn new(enforced: bool) -> Self {
        Self {
            enforced,
            most_allowed: 7,
            block_after: 5,
            arrivals: VecDeque::new(),
            violations: 0,
            blocked: false,
            refused: 0,
            most: 0,
        }
    }

    /// Counts a request at a moment in milliseconds.
    pub fn arrive(&mut self, now: i64) -> Verdict {
        while self
            .arrivals
            .front()
            .is_some_and(|first| now - first >= WINDOW_MS)
        {
            self.arrivals.pop_front();
        }
        self.arrivals.push_back(now);
        self.most = self.most.max(self.arrivals.len());
        if self.blocked {
            return Verdict::Blocked;
        }
        if self.enforced && self.arrivals.len() > self.most_allowed {
            self.refused += 1;
            self.violations += 1;
            if self.violations == self.block_after {
                self.blocked = true;
                return Verdict::Blocked;
            }
            return Verdict::TooMany(self.refused);
        }
        Verdict::Pass
    }

    /// Lifts the block, as the support does.
    pub fn unblock(&mut self) {
        self.blocked = false;
        self.violations = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eighth_request_in_a_second_is_refused_and_the_fifth_violation_blocks() {
        let mut rate = Rate::new(true);
        for n in 0..7 {
            assert_eq!(rate.arrive(n * 100), Verdict::Pass);
        }
        assert_eq!(rate.arrive(999), Verdict::TooMany(1));
        assert_eq!(rate.arrive(1000), Verdict::TooMany(2));
        assert_eq!(rate.arrive(2500), Verdict::Pass);
        for _ in 0..9 {
            rate.arrive(2600);
        }
        assert_eq!(rate.arrive(9000), Verdict::Blocked);
        rate.unblock();
        assert_eq!(rate.arrive(9100), Verdict::Pass);
    }

    #[test]
    fn another_limit_counts_alike_and_a_block_can_be_left_out() {
        let mut rate = Rate::new(true);
        (rate.most_allowed, rate.block_after) = (3, 0);
        let found: Vec<_> = (0..20).map(|n| rate.arrive(n)).collect();
        assert_eq!(found[2..4], [Verdict::Pass, Verdict::TooMany(1)]);
        assert_eq!(found[19], Verdict::TooMany(17));
        assert_eq!(rate.arrive(1100), Verdict::Pass);
    }
}
