//! The phones in a text as a person would read them: E.164, and the extension behind it where there is one.
//!
//! A number is only what a numbering plan has, digit for digit: letters are never digits, and nothing is added but the
//! code of the country and taken away but what is dialled at home (`8`, `0`, `00`). A text with digits that are no part
//! of a phone has no reading at all. What was read is read again as itself.

mod fold;
mod plan;
mod words;

use std::fmt;

use super::Misfit;
use plan::Spelling;
use words::{Cut, Token};

use crate::domain::Country;

/// More characters than this are no cell of phones.
const LONGEST: usize = 1_000;

/// Why a text has no reading.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    /// There are no digits.
    Nothing,
    /// Letters stand where digits should.
    Letters,
    /// A sign that phones do not have.
    Sign(char),
    /// It says itself that it is something else.
    Other(String),
    /// The digits are no number.
    Plan(Country),
    /// Too long to be looked at.
    Long,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("is not a phone number")?;
        match self {
            Self::Nothing => Ok(()),
            Self::Letters => f.write_str(": letters stand among its digits"),
            Self::Sign(sign) => write!(f, ": it has `{}` in it", sign.escape_debug()),
            Self::Other(word) => write!(f, ": it says `{word}`"),
            Self::Plan(country) => write!(
                f,
                ": no numbering plan has it (without `+` it is read in {country})"
            ),
            Self::Long => write!(f, ": it is longer than {LONGEST} characters"),
        }
    }
}

/// All phones of a text, each once, in a spelling of their own: `+74951234567`, `+74951234567 доб. 105`.
pub fn phones(country: Country, text: &str) -> Result<Vec<String>, Misfit> {
    read(country, text).map_err(|fault| Misfit::Reason(fault.to_string()))
}

fn read(country: Country, text: &str) -> Result<Vec<String>, Fault> {
    if text.chars().count() > LONGEST {
        return Err(Fault::Long);
    }
    let text = fold::folded(text);
    let items = items(words::tokens(without_fraction(&text))?)?;
    let mut all: Vec<String> = Vec::new();
    for run in items.chunk_by(|_, next| next.cut < Cut::Hard) {
        for phone in of_run(country, run).ok_or(Fault::Plan(country))? {
            if !all.contains(&phone) {
                all.push(phone);
            }
        }
    }
    if all.is_empty() {
        return Err(Fault::Nothing);
    }
    Ok(all)
}

/// What is dialled, its extension, and what stands before it.
#[derive(Debug, Clone)]
struct Item {
    raw: String,
    extension: Option<String>,
    cut: Cut,
}

fn items(tokens: Vec<Token>) -> Result<Vec<Item>, Fault> {
    let mut items: Vec<Item> = Vec::new();
    let mut cut = Cut::Slash;
    for token in tokens {
        match token {
            Token::Cut(own) => cut = cut.max(own),
            Token::Number(raw) => {
                items.push(Item {
                    raw,
                    extension: None,
                    cut,
                });
                cut = Cut::Slash;
            }
            Token::Extension(digits) => {
                let last = items.last_mut().ok_or(Fault::Nothing)?;
                last.extension = Some(digits);
                // Behind an extension another number begins, whatever stands between.
                cut = Cut::Comma;
            }
        }
    }
    Ok(items)
}

/// The numbers between two hard cuts: one for each item, or items that make one number together.
fn of_run(country: Country, run: &[Item]) -> Option<Vec<String>> {
    each(country, run)
        .or_else(|| {
            let parts = run.chunk_by(|_, next| next.cut == Cut::Slash);
            let joined: Option<Vec<Item>> = parts.map(|part| joined(part, 6)).collect();
            each(country, &joined?)
        })
        .or_else(|| each(country, &[joined(run, 4)?]))
}

/// Items as one; only `first` and fewer digits can be the beginning of a longer number.
fn joined(part: &[Item], first: usize) -> Option<Item> {
    let (last, before) = part.split_last()?;
    let broken = before.iter().any(|item| item.extension.is_some());
    if broken || (part.len() > 1 && digits(&part[0].raw).len() > first) {
        return None;
    }
    let raw: Vec<&str> = part.iter().map(|item| item.raw.as_str()).collect();
    Some(Item {
        raw: raw.join(" "),
        extension: last.extension.clone(),
        cut: part[0].cut,
    })
}

fn each(country: Country, run: &[Item]) -> Option<Vec<String>> {
    let mut all = Vec::new();
    let mut before: Option<String> = None;
    for item in run {
        let whole = numbers(country, &item.raw).map(|found| (item.raw.clone(), found));
        let (raw, mut found) = whole.or_else(|| {
            let raw = continued(before.as_deref()?, item)?;
            let found = numbers(country, &raw)?;
            Some((raw, found))
        })?;
        if let Some(extension) = &item.extension {
            let last = found.last_mut()?;
            if last.contains(' ') {
                return None;
            }
            *last = extended(last, extension);
        }
        all.extend(found);
        before = Some(raw);
    }
    Some(all)
}

fn extended(number: &str, extension: &str) -> String {
    format!("{number} доб. {extension}")
}

/// What stands behind a number, and is short for one: `(495) 123-45-67, 765-43-21` and `123-45-67/68`.
fn continued(before: &str, item: &Item) -> Option<String> {
    let own = digits(&item.raw).len();
    if item.raw.contains(['+', '(']) || own > 7 {
        return None;
    }
    // As many digits at the end of the number before as there are here.
    let (at, _) = before
        .char_indices()
        .rev()
        .filter(|(_, c)| c.is_ascii_digit())
        .nth(own.checked_sub(1)?)?;
    let (area, local) = before.split_at(at);
    let fits = match own {
        5..=7 => item.cut == Cut::Slash || area.trim_end().ends_with(')'),
        1..=4 => item.cut == Cut::Slash && local.len() == own && item.raw.len() == own,
        _ => false,
    };
    (fits && area.ends_with([' ', ')', '-'])).then(|| format!("{area}{}", item.raw))
}

/// The numbers in what is dialled: one, one with an extension in brackets, or several beside each other.
fn numbers(country: Country, raw: &str) -> Option<Vec<String>> {
    let mut all = Vec::new();
    for part in at_plus_signs(raw) {
        if let Some(number) = with_bracket(country, part) {
            all.push(number);
        } else {
            all.extend(beside(country, part)?);
        }
    }
    Some(all)
}

/// The parts that begin with a plus sign, which is never inside a number.
fn at_plus_signs(raw: &str) -> Vec<&str> {
    let (mut parts, mut from, mut seen) = (Vec::new(), 0, false);
    for (at, c) in raw.char_indices() {
        if c == '+' && seen {
            // A bracket before the sign is part of the next number.
            let end = raw[..at].trim_end_matches(['(', ' ']).len();
            parts.push(&raw[from..end]);
            (from, seen) = (end, false);
        }
        seen |= c.is_ascii_digit();
    }
    parts.push(&raw[from..]);
    parts
}

/// A number, and `(105)` behind a whole number as its extension.
fn with_bracket(country: Country, raw: &str) -> Option<String> {
    let whole = one(country, raw);
    let bracket = || {
        let (number, extension) = raw.strip_suffix(')')?.rsplit_once('(')?;
        let fits = (2..=6).contains(&extension.len()) && digits(extension).len() == extension.len();
        let number = one(country, number.trim_end()).filter(|_| fits)?;
        Some(extended(&number, extension))
    };
    match (whole, bracket()) {
        // Two readings are none.
        (Some(_), Some(_)) => None,
        (whole, bracket) => whole.or(bracket),
    }
}

/// Numbers with nothing but spaces between them, where there is one way alone to tell them apart.
fn beside(country: Country, raw: &str) -> Option<Vec<String>> {
    let groups: Vec<&str> = raw.split(' ').filter(|part| !part.is_empty()).collect();
    if digits(raw).len() < 14 || groups.len() > 24 {
        return None;
    }
    // The ways to read the first groups: none, one, or more than one.
    let mut ways: Vec<Vec<Vec<String>>> = vec![vec![Vec::new()]];
    for end in 1..=groups.len() {
        let mut own: Vec<Vec<String>> = Vec::new();
        for from in end.saturating_sub(10)..end {
            if ways[from].is_empty() {
                continue;
            }
            if let Some(number) = one(country, &groups[from..end].join(" ")) {
                own.extend(ways[from].iter().map(|before| {
                    let mut way = before.clone();
                    way.push(number.clone());
                    way
                }));
            }
        }
        own.truncate(2);
        ways.push(own);
    }
    match ways.pop()?.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// The one number that these digits are.
fn one(country: Country, raw: &str) -> Option<String> {
    if is_day(raw) {
        return None;
    }
    let start = raw.trim_start_matches([' ', '(', '-', '.']);
    let plus = start.starts_with('+');
    // "+49 (0) 30": what is dialled at home only.
    let abroad = plus || start.starts_with("00");
    let digits = match raw.split_once("(0)") {
        Some((code, rest)) if abroad && !digits(code).is_empty() => {
            format!("{}{}", digits(code), digits(rest))
        }
        _ => digits(raw),
    };
    if !(7..=18).contains(&digits.len()) {
        return None;
    }
    if plus {
        let rest = start.trim_start_matches(['+', ' ', '(']);
        let split = rest.chars().nth(1).is_some_and(|c| !c.is_ascii_digit());
        plan::international(country, &digits, split)
    } else {
        let spelling = match raw {
            _ if start.len() < raw.len() && raw.contains(')') => Spelling::Bracketed,
            _ if raw.len() > digits.len() => {
                let first = raw.split(|c: char| !c.is_ascii_digit()).next();
                Spelling::Grouped(first.unwrap_or_default().len())
            }
            _ => Spelling::Bare,
        };
        plan::national(country, &digits, spelling)
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// `12.05.2024` and `2024-05-12` have as many digits as some numbers.
fn is_day(raw: &str) -> bool {
    let parts: Vec<&str> = raw.split(['.', '-']).collect();
    let [first, month, last] = parts.as_slice() else {
        return false;
    };
    let within = |text: &str, range: std::ops::RangeInclusive<u32>, length: usize| {
        text.len() <= length && text.parse().is_ok_and(|value| range.contains(&value))
    };
    let day = |day: &str, year: &str| within(day, 1..=31, 2) && within(year, 1900..=2099, 4);
    within(month, 1..=12, 2) && (day(first, last) || day(last, first))
}

/// A number that some table took for a decimal: `79161234567.0`.
fn without_fraction(text: &str) -> &str {
    let is_whole = |whole: &str| {
        let own = whole.strip_prefix('+').unwrap_or(whole);
        own.len() >= 10 && digits(own).len() == own.len()
    };
    match text.trim().split_once(['.', ',']) {
        Some((whole, "0" | "00")) if is_whole(whole) => whole,
        _ => text,
    }
}

#[cfg(test)]
mod tests;
