//! The time between two runs, as both schedulers can express it.

use std::str::FromStr;

/// Runs at round times of the day: cron and `OnCalendar` know nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Every {
    /// Divides 60.
    Minutes(u32),
    /// Divides 24.
    Hours(u32),
}

impl Every {
    /// The five time fields of a crontab line.
    pub(super) fn cron(self) -> String {
        match self {
            Self::Minutes(1) => "* * * * *".to_owned(),
            Self::Minutes(minutes) => format!("*/{minutes} * * * *"),
            Self::Hours(1) => "0 * * * *".to_owned(),
            Self::Hours(24) => "0 0 * * *".to_owned(),
            Self::Hours(hours) => format!("0 */{hours} * * *"),
        }
    }

    /// The expression of `OnCalendar`.
    pub(super) fn calendar(self) -> String {
        match self {
            Self::Minutes(minutes) => format!("*:0/{minutes}"),
            Self::Hours(24) => "daily".to_owned(),
            Self::Hours(hours) => format!("0/{hours}:00"),
        }
    }

    /// Seconds by which a start may be late, so that not every installation calls at the full minute.
    pub(super) fn jitter(self) -> u32 {
        let seconds = match self {
            Self::Minutes(minutes) => minutes * 60,
            Self::Hours(hours) => hours * 3600,
        };
        (seconds / 10).clamp(5, 300)
    }
}

impl FromStr for Every {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || {
            format!(
                "`{text}` is no time between runs; use 1m, 2m, 3m, 4m, 5m, 6m, 10m, 12m, 15m, 20m, 30m, \
                 1h, 2h, 3h, 4h, 6h, 8h, 12h or 1d"
            )
        };
        let unit = text.chars().last().ok_or_else(wrong)?;
        let number = text[..text.len() - unit.len_utf8()]
            .parse::<u32>()
            .ok()
            .filter(|number| *number > 0)
            .ok_or_else(wrong)?;
        match (number, unit) {
            (60, 'm') => Ok(Self::Hours(1)),
            (minutes, 'm') if minutes < 60 && 60 % minutes == 0 => Ok(Self::Minutes(minutes)),
            (hours, 'h') if hours <= 24 && 24 % hours == 0 => Ok(Self::Hours(hours)),
            (1, 'd') => Ok(Self::Hours(24)),
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_times_are_said_in_both_languages() {
        for (text, cron, calendar) in [
            ("1m", "* * * * *", "*:0/1"),
            ("5m", "*/5 * * * *", "*:0/5"),
            ("60m", "0 * * * *", "0/1:00"),
            ("6h", "0 */6 * * *", "0/6:00"),
            ("1d", "0 0 * * *", "daily"),
        ] {
            let every: Every = text.parse().expect(text);
            assert_eq!(
                (every.cron().as_str(), every.calendar().as_str()),
                (cron, calendar)
            );
        }
    }

    #[test]
    fn what_neither_can_say_is_refused() {
        for text in [
            "", "m", "0m", "7m", "90m", "5h", "48h", "2d", "5", "5s", "-5m", "5м",
        ] {
            assert!(text.parse::<Every>().is_err(), "{text}");
        }
    }
}
