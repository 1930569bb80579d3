//! The numbering plans of the world: which digits are a number, and how they are dialled at home.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType};

use crate::domain::Country;

/// Where `8` or `80` was dialled before a number of one's own country and `810` before others.
const EIGHT: &[i32] = &[7, 373, 374, 375, 380, 992, 993, 994, 995, 996, 998];

/// Where numbers have no common length, so that few digits alone are not yet a number.
const ANY_LENGTH: &[i32] = &[39, 43, 49];

impl Country {
    fn dials_eight(self) -> bool {
        EIGHT.contains(&self.code())
    }

    /// What is dialled before a number of the same country, the longest first.
    fn trunks(self) -> &'static [&'static str] {
        match self.code() {
            7 => &["8"],
            1 => &["1"],
            36 => &["06"],
            370 => &["8", "0"],
            // Nothing is dialled there before a number, and a zero is part of it.
            39 | 378 => &[],
            _ if self.dials_eight() => &["80", "8", "0"],
            _ => &["0"],
        }
    }
}

/// The number of digits that begin with a country code; `split` says that the code's first digit stands alone.
pub fn international(country: Country, digits: &str, split: bool) -> Option<String> {
    // "+8 (916) …" is a Russian number whose `8` got the plus of `7`.
    let russian = || {
        let rest = digits.strip_prefix('8').filter(|_| country.dials_eight())?;
        (rest.len() == 10).then(|| exact(&format!("7{rest}")))?
    };
    if split && let Some(number) = russian() {
        return Some(number);
    }
    with_trunk(digits)
        .or_else(russian)
        .or_else(|| with_trunk(digits.strip_prefix("00")?))
}

/// What the signs between the digits tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// There are none.
    Bare,
    /// The digits stand in groups, so many in the first.
    Grouped(usize),
    /// The area code stands in brackets.
    Bracketed,
}

/// The number of digits as they are dialled in a country.
pub fn national(country: Country, digits: &str, spelling: Spelling) -> Option<String> {
    let code = country.code().to_string();
    let own = |rest: &str| exact(&format!("{code}{rest}"));
    let any_length = ANY_LENGTH.contains(&country.code());
    let whole = if any_length { 10 } else { 11 };
    abroad(country, digits)
        .or_else(|| (digits.len() >= whole && digits.starts_with(&code)).then(|| exact(digits))?)
        .or_else(|| {
            let mut trunks = country.trunks().iter();
            trunks.find_map(|trunk| own(digits.strip_prefix(trunk)?))
        })
        .or_else(|| {
            let alone = spelling == Spelling::Bracketed
                || digits.len() >= 10
                || (digits.len() >= 8 && !any_length);
            alone.then(|| own(digits))?
        })
        .or_else(|| (digits.len() >= 11).then(|| elsewhere(digits, spelling))?)
        .or_else(|| international(country, digits, true).filter(|_| digits.starts_with('8')))
}

/// A number of another country whose code stands without a plus sign: by itself, or of a neighbour, or before a mobile
/// number. Other digits may be anything.
fn elsewhere(digits: &str, spelling: Spelling) -> Option<String> {
    let number = exact(digits)?;
    let parsed = PHONE_NUMBER_UTIL.parse(&number, None).ok()?;
    let code = parsed.country_code;
    let alone = code.to_string().len();
    let fits = spelling == Spelling::Grouped(alone)
        || EIGHT.contains(&code)
        || PHONE_NUMBER_UTIL.get_number_type(&parsed) == PhoneNumberType::Mobile;
    fits.then_some(number)
}

/// A number that begins with what is dialled before other countries' codes.
fn abroad(country: Country, digits: &str) -> Option<String> {
    let dialled: &[&str] = match country.code() {
        1 => &["011", "00"],
        _ if country.dials_eight() => &["810", "00"],
        _ => &["00"],
    };
    dialled
        .iter()
        .find_map(|prefix| with_trunk(digits.strip_prefix(prefix)?))
}

/// The number with these digits, none more and none less, where a plan has it.
fn exact(digits: &str) -> Option<String> {
    by_plan(digits).filter(|number| number[1..] == *digits)
}

/// The same where what is dialled at home may stand behind the country code: `+49 (0) 30`, `+375 8 029`.
fn with_trunk(digits: &str) -> Option<String> {
    let number = by_plan(digits)?;
    let own = &number[1..];
    let extra = digits.len().checked_sub(own.len())?;
    let fits = (1..=3).any(|code| {
        let (Some(code), Some(rest)) = (own.get(..code), own.get(code..)) else {
            return false;
        };
        let between = digits
            .strip_prefix(code)
            .and_then(|tail| tail.strip_suffix(rest));
        between.is_some_and(|between| matches!(between, "" | "0" | "8" | "80"))
    });
    (extra <= 2 && fits).then_some(number)
}

/// What the plans make of the digits, as E.164.
fn by_plan(digits: &str) -> Option<String> {
    if !(7..=17).contains(&digits.len()) || digits.starts_with('0') {
        return None;
    }
    let e164 = format!("+{digits}");
    if is_everyday(digits) {
        return Some(e164);
    }
    by_tables(&e164)
}

/// Russian mobile numbers, of which the plan has all but some with 930; the tables of the world take longer to load than
/// one record to send.
fn is_everyday(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with("79") && !digits.starts_with("793")
}

fn by_tables(e164: &str) -> Option<String> {
    let number = PHONE_NUMBER_UTIL.parse(e164, None).ok()?;
    PHONE_NUMBER_UTIL.is_valid_number(&number).then(|| {
        PHONE_NUMBER_UTIL
            .format(&number, PhoneNumberFormat::E164)
            .into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_have_all_everyday_numbers() {
        for prefix in (900..930).chain(940..1000) {
            for rest in ["0000000", "1234567", "9999999"] {
                let digits = format!("7{prefix}{rest}");
                let e164 = format!("+{digits}");
                assert!(is_everyday(&digits));
                assert_eq!(by_tables(&e164), Some(e164));
            }
        }
    }
}
