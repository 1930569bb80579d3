//! Work on text that needs to know nothing of the product.

use std::borrow::Cow;
use std::sync::{PoisonError, RwLock};

use zeroize::Zeroizing;

/// The known name nearest to a wrong one, when it is near enough to be meant.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| {
            (
                strsim::normalized_damerau_levenshtein(&wrong.to_lowercase(), &name.to_lowercase()),
                name,
            )
        })
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// Text from outside as it may be shown: without characters that could drive a terminal or turn its lines around, and
/// without secrets that this process knows.
pub fn printable(text: &str) -> String {
    masked(text).chars().filter(|c| is_shown(*c)).collect()
}

/// The same for text that has colours of ours in it.
pub fn printable_with_colors(text: &str) -> String {
    let text = masked(text);
    let mut shown = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(first) = rest.chars().next() {
        let color = color_at(rest);
        let (piece, next) = rest.split_at(color.unwrap_or(first.len_utf8()));
        if color.is_some() || is_shown(first) {
            shown.push_str(piece);
        }
        rest = next;
    }
    shown
}

/// The length of a colour sequence at the start of a text: `ESC [`, digits and `;`, `m`.
fn color_at(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("\u{1b}[")?;
    let length = inner.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    inner[length..].starts_with('m').then_some(length + 3)
}

fn is_shown(c: char) -> bool {
    let turns_lines = matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    matches!(c, '\n' | '\t') || (!c.is_control() && !turns_lines)
}

/// Secrets that this process has seen.
static SECRETS: RwLock<Vec<Zeroizing<String>>> = RwLock::new(Vec::new());

/// Text that is shorter could be a part of ordinary words.
const SHORTEST_SECRET: usize = 8;

/// From now on this text is masked wherever text is shown, logged or kept of an answer.
pub fn remember_secret(secret: &str) {
    if secret.len() < SHORTEST_SECRET {
        return;
    }
    let is_known = |all: &[Zeroizing<String>]| all.iter().any(|one| one.as_str() == secret);
    if is_known(&SECRETS.read().unwrap_or_else(PoisonError::into_inner)) {
        return;
    }
    let mut all = SECRETS.write().unwrap_or_else(PoisonError::into_inner);
    if !is_known(&all) {
        all.push(Zeroizing::new(secret.to_owned()));
        // One may be a part of another.
        all.sort_by_key(|one| std::cmp::Reverse(one.len()));
    }
}

/// Text without the secrets that this process knows.
pub fn masked(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    let all = SECRETS.read().unwrap_or_else(PoisonError::into_inner);
    for secret in all.iter() {
        if text.contains(secret.as_str()) {
            text = Cow::Owned(text.replace(secret.as_str(), "[redacted]"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drives_a_terminal_is_not_shown() {
        let rude = "a\u{1b}[2Jb\u{7}c\u{202e}d\u{2066}e\u{200f}f\u{9b}g\u{2028}h\r\u{0}i";
        assert_eq!(printable(rude), "a[2Jbcdefghi");
        assert_eq!(printable("две\n\tстроки — «так»"), "две\n\tстроки — «так»");
        let colored = "\u{1b}[1;31mred\u{1b}[0m \u{1b}[2J\u{1b}]0;title\u{7}\u{202e}";
        assert_eq!(
            printable_with_colors(colored),
            "\u{1b}[1;31mred\u{1b}[0m [2J]0;title"
        );
    }

    #[test]
    fn known_secrets_are_masked_longest_first() {
        remember_secret("masked-secret");
        remember_secret("masked-secret-and-more");
        remember_secret("short");
        assert_eq!(
            masked("x masked-secret-and-more y masked-secret short"),
            "x [redacted] y [redacted] short"
        );
        assert!(matches!(masked("nothing"), Cow::Borrowed(_)));
    }
}
