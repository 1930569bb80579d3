//! Takes the text of a cell apart: what is dialled, extensions, and where one number ends; words are set aside.

use super::Fault;

/// A piece of the text in its order.
#[derive(Debug, PartialEq, Eq)]
pub enum Token {
    /// Digits with the signs between them.
    Number(String),
    /// The digits of an extension.
    Extension(String),
    /// Something that can stand between two numbers.
    Cut(Cut),
}

/// What stands between two numbers, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    /// Also between an area code and the rest.
    Slash,
    /// A comma.
    Comma,
    /// A semicolon, a line's end, a word.
    Hard,
}

/// What announces an extension.
const EXTENSION: &[&str] = &[
    "доб",
    "добав",
    "добавочный",
    "добавочного",
    "доп",
    "дополнительный",
    "вн",
    "внут",
    "внутр",
    "внутренний",
    "дод",
    "додатковий",
    "внутрішній",
    "унутр",
    "дад",
    "ішкі",
    "қосымша",
    "ички",
    "ichki",
    "qo",
    "daxili",
    "dahili",
    "dah",
    "ներքին",
    "שלוחה",
    "interior",
    "int",
    "ext",
    "extn",
    "exten",
    "extension",
    "dob",
    "vn",
    "dw",
    "durchwahl",
    "nst",
    "nebenstelle",
    "apparat",
    "app",
    "x",
    "х",
];

/// Words that belong to a number, so that they may touch its digits.
const LABELS: &[&str] = &[
    "т",
    "м",
    "д",
    "р",
    "ф",
    "тел",
    "телефон",
    "телефоны",
    "моб",
    "мобильный",
    "сот",
    "сотовый",
    "раб",
    "рабочий",
    "дом",
    "домашний",
    "гор",
    "городской",
    "факс",
    "тлф",
    "ном",
    "номер",
    "конт",
    "контактный",
    "осн",
    "основной",
    "t",
    "m",
    "h",
    "w",
    "f",
    "p",
    "tel",
    "telefon",
    "phone",
    "ph",
    "mob",
    "mobile",
    "mobil",
    "cell",
    "home",
    "work",
    "office",
    "fax",
    "handy",
    "gsm",
    "wa",
    "whatsapp",
    "viber",
    "telegram",
    "tg",
    "max",
    "вотсап",
    "ватсап",
    "вацап",
    "вайбер",
    "телеграм",
    "телеграмм",
    "тг",
    "макс",
];

/// Words that say that the digits are something else.
const OTHERS: &[&str] = &[
    "инн",
    "кпп",
    "огрн",
    "огрнип",
    "снилс",
    "бик",
    "окпо",
    "оквэд",
    "иин",
    "бин",
    "пинфл",
    "унп",
    "паспорт",
    "договор",
    "договора",
    "счет",
    "счёт",
    "карта",
    "карты",
    "артикул",
    "заказ",
    "заказа",
    "индекс",
    "полис",
    "inn",
    "kpp",
    "ogrn",
    "snils",
    "bik",
    "iban",
    "swift",
    "passport",
    "contract",
    "account",
    "invoice",
    "card",
    "order",
    "sku",
    "id",
    "uid",
    "uuid",
    "ip",
    "imei",
    "vin",
    "zip",
    "ean",
    "isbn",
];

/// Words before a time of the day, which is no number.
const TIMES: &[&str] = &[
    "с",
    "до",
    "после",
    "по",
    "от",
    "в",
    "from",
    "to",
    "till",
    "until",
    "after",
    "before",
    "at",
];

/// Letters that are typed for digits.
const LOOK_LIKE_DIGITS: &str = "oоlіiзzsbбчgqd";

/// Takes a folded text apart.
pub fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut lexer = Lexer {
        text: without_addresses(text).chars().collect(),
        at: 0,
        found: Vec::new(),
    };
    while lexer.at < lexer.text.len() {
        lexer.step()?;
    }
    Ok(lexer.found)
}

/// The text without e-mail addresses and names such as `@anna`, whose digits are no part of a phone.
fn without_addresses(text: &str) -> String {
    let is_address = |part: &str| {
        let behind = part.split_once('@').map(|(_, behind)| behind);
        behind.is_some_and(|behind| behind.starts_with(is_letter))
    };
    let parts = text.split_inclusive([' ', ',', ';', '\n', '(', ')', '|']);
    parts
        .map(|part| if is_address(part) { "\n" } else { part })
        .collect()
}

struct Lexer {
    text: Vec<char>,
    at: usize,
    found: Vec<Token>,
}

fn is_mark(c: char) -> bool {
    matches!(c, ' ' | '-' | '(' | ')' | '.' | '~')
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}')
}

impl Lexer {
    fn peek(&self, at: usize) -> Option<char> {
        self.text.get(at).copied()
    }

    fn is_digit(&self, at: usize) -> bool {
        self.peek(at).is_some_and(|c| c.is_ascii_digit())
    }

    fn follows_digit(&self) -> bool {
        self.at > 0 && self.is_digit(self.at - 1)
    }

    /// The end of what begins at `from` and consists of such characters.
    fn end(&self, from: usize, fits: impl Fn(char) -> bool) -> usize {
        let length = self.text[from..].iter().take_while(|c| fits(**c)).count();
        from + length
    }

    fn step(&mut self) -> Result<(), Fault> {
        let c = self.text[self.at];
        match c {
            _ if c.is_ascii_digit() || matches!(c, '+' | '(') => return self.number(),
            _ if is_letter(c) => return self.word(),
            '\n' | ';' | '|' | '&' => self.found.push(Token::Cut(Cut::Hard)),
            ',' if self.peek(self.at + 1) == Some(',') => {
                let from = self.end(self.at, |c| matches!(c, ',' | ' '));
                if self.extension(from) {
                    return Ok(());
                }
                self.found.push(Token::Cut(Cut::Comma));
            }
            ',' => self.found.push(Token::Cut(Cut::Comma)),
            '/' => self.found.push(Token::Cut(Cut::Slash)),
            '#' | '*' if self.extension(self.end(self.at + 1, |c| c == ' ')) => return Ok(()),
            ':' | '=' | '!' if !(self.follows_digit() && self.is_digit(self.at + 1)) => {
                self.found.push(Token::Cut(Cut::Hard));
            }
            _ if is_mark(c) => {}
            _ => return Err(Fault::Sign(c)),
        }
        self.at += 1;
        Ok(())
    }

    fn number(&mut self) -> Result<(), Fault> {
        let end = self.end(self.at, |c| c.is_ascii_digit() || c == '+' || is_mark(c));
        let raw: String = self.text[self.at..end].iter().collect();
        let raw = raw.trim_matches([' ', '-', '.', '~']);
        let raw = raw.trim_end_matches(['(', ' ', '-', '.']);
        self.at = end;
        if raw.contains(|c: char| c.is_ascii_digit()) {
            if raw.ends_with('+') {
                return Err(Fault::Sign('+'));
            }
            self.found.push(Token::Number(raw.to_owned()));
        } else if raw.contains('+') {
            return Err(Fault::Sign('+'));
        }
        Ok(())
    }

    /// Takes the digits at `from` as the extension of the number before, if they can be one.
    fn extension(&mut self, from: usize) -> bool {
        let end = self.end(from, |c| c.is_ascii_digit());
        let after = self.end(end, |c| matches!(c, ' ' | '-' | '.'));
        let own = (1..=7).contains(&(end - from))
            && !self.is_digit(after)
            && !self.peek(end).is_some_and(is_letter);
        let numbers = |token: &&Token| !matches!(token, Token::Cut(_));
        let last = self.found.iter().rev().find(numbers);
        if !own || !matches!(last, Some(Token::Number(_))) {
            return false;
        }
        let digits = self.text[from..end].iter().collect();
        self.found.push(Token::Extension(digits));
        self.at = end;
        true
    }

    fn word(&mut self) -> Result<(), Fault> {
        let (from, end) = (self.at, self.end(self.at, is_letter));
        let word: String = self.text[from..end].iter().collect();
        let word = word.to_lowercase();
        let is = |list: &[&str]| list.contains(&word.as_str());
        if is(EXTENSION) {
            let mark = |c| is_mark(c) || matches!(c, ':' | '=' | '#' | ',');
            let mut digits = self.end(end, mark);
            let second = self.end(digits, is_letter);
            let second_word: String = self.text[digits..second].iter().collect();
            if matches!(
                second_word.to_lowercase().as_str(),
                "номер" | "ном" | "no" | "number"
            ) {
                digits = self.end(second, mark);
            }
            if self.extension(digits) {
                return Ok(());
            }
        }
        if is(OTHERS) {
            return Err(Fault::Other(word));
        }
        let touches = self.follows_digit() || self.is_digit(end);
        if !is(LABELS) {
            if touches && (end - from < 3 || looks_like_digits(&word)) {
                return Err(Fault::Letters);
            }
            if end - from < 3 && looks_like_digits(&word) && self.is_beside_digits(from, end) {
                return Err(Fault::Letters);
            }
        }
        self.found.push(Token::Cut(Cut::Hard));
        self.at = end;
        if is(TIMES) {
            self.skip_time();
        }
        Ok(())
    }

    /// Whether only spaces and dashes stand between a word and digits; an initial with its dot is a word like others.
    fn is_beside_digits(&self, from: usize, end: usize) -> bool {
        let between = |c: &&char| matches!(**c, ' ' | '-');
        let before = self.text[..from].iter().rev().find(|c| !between(c));
        let after = self.text[end..].iter().find(|c| !between(c));
        let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
        (digit(before) && self.peek(end) != Some('.')) || digit(after)
    }

    /// Passes `18`, `18:00` and `9-18`.
    fn skip_time(&mut self) {
        let from = self.end(self.at, |c| c == ' ');
        let end = self.end(from, |c| c.is_ascii_digit() || matches!(c, ':' | '.' | '-'));
        let parts = self.text[from..end].split(|c| !c.is_ascii_digit());
        let short = parts.clone().all(|part| part.len() <= 2) && parts.count() <= 4;
        let after = self.end(end, |c| is_mark(c) || c == '+');
        if end > from && short && !self.is_digit(after) {
            self.at = end;
        }
    }
}

fn looks_like_digits(word: &str) -> bool {
    word.chars().all(|c| LOOK_LIKE_DIGITS.contains(c))
}
