//! The plain spelling of a phone: what nobody sees is taken out, and each kind of sign has one form.

/// The zeros of the digits that people type, ten in a row each.
const ZEROS: &[char] = &[
    '٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '๐', '໐', '༠', '၀', '០', '᠐', '０',
    '𝟎', '𝟘', '𝟢', '𝟬', '𝟶',
];

/// The text with plain digits, spaces, dashes, brackets and line ends.
pub fn folded(text: &str) -> String {
    text.chars().filter(|c| !unseen(*c)).map(plain).collect()
}

fn unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{20e3}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
        || (c.is_control() && !c.is_whitespace())
}

fn plain(c: char) -> char {
    if c.is_ascii_alphanumeric() {
        return c;
    }
    if let Some(digit) = digit(c) {
        return digit;
    }
    match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{2212}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '－'
        | 'ー'
        | '\u{5be}'
        | '\u{2e3a}'
        | '\u{2e3b}'
        | '_' => '-',
        '~' | '\u{223c}' | '\u{301c}' | '～' => '~',
        '＋' | '﹢' | '⁺' => '+',
        '[' | '{' | '（' | '［' | '｛' | '⁽' | '【' => '(',
        ']' | '}' | '）' | '］' | '｝' | '⁾' | '】' => ')',
        '．' | '。' | '·' | '•' | '․' | '‧' | '∙' | '⋅' => '.',
        '，' | '、' | '،' => ',',
        '；' | '؛' | '\u{37e}' => ';',
        '：' => ':',
        '／' | '\u{2044}' | '\u{2215}' | '\\' => '/',
        '＃' => '#',
        '＝' => '=',
        '"'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\''
        | '`'
        | '´'
        | '‘'..='‟'
        | '«'
        | '»'
        | '‹'
        | '›'
        | '′'
        | '″'
        | '׳'
        | '״'
        | '…'
        | '№' => ' ',
        '！'..='～' if c.is_alphabetic() => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ if c.is_whitespace() => ' ',
        // Arrows, handsets, flags and the like; numbers in circles are no digits and stay.
        '\u{2100}'..='\u{2bff}' | '\u{1f000}'..='\u{1fbff}' if !c.is_numeric() => ' ',
        _ => c,
    }
}

fn digit(c: char) -> Option<char> {
    let value = ZEROS
        .iter()
        .filter_map(|zero| u32::from(c).checked_sub(u32::from(*zero)))
        .find(|value| *value < 10)?;
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn what_looks_the_same_is_the_same() {
        for (text, plain) in [
            (
                "\u{feff}+7\u{a0}916\u{202f}123\u{2011}45\u{2013}67\u{200e}",
                "+7 916 123-45-67",
            ),
            ("\u{202a}+7 (916) 123−45−67\u{202c}", "+7 (916) 123-45-67"),
            ("＋７（９１６）１２３－４５－６７", "+7(916)123-45-67"),
            ("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹", "0123456789 0123456789"),
            ("📞 8\u{ad}916☎️", "  8916 "),
            ("8️⃣9️⃣", "89"),
            ("ａｂ\r\nc\u{2028}d\u{0}", "ab\n\nc\nd"),
            ("①²", "①²"),
        ] {
            assert_eq!(folded(text), plain, "{text:?}");
        }
    }
}
