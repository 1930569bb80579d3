//! Ids from the command line or a file.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::PathBuf;
use std::str::FromStr;

use crate::error::{Exit, Failure};

/// Where ids come from.
#[derive(Debug, Clone)]
pub enum Ids {
    /// The command line itself.
    List(BTreeSet<i64>),
    /// A file, `-` for stdin: ids between commas, spaces or line ends; `#` starts a comment.
    File(PathBuf),
}

impl FromStr for Ids {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let listed = |c: char| c.is_ascii_digit() || c == ',' || c.is_whitespace();
        if !text.chars().all(listed) {
            return Ok(Self::File(PathBuf::from(text)));
        }
        parse(text).map(Self::List)
    }
}

impl Ids {
    /// The ids.
    pub fn read(&self) -> Result<BTreeSet<i64>, Failure> {
        let path = match self {
            Self::List(ids) => return Ok(ids.clone()),
            Self::File(path) => path,
        };
        let refused = |why: String| {
            Failure::new(
                Exit::Usage,
                format!("cannot read ids from `{}`: {why}", path.display()),
            )
            .hint("give ids with commas, or a file with an id on each line")
        };
        let text = if path.as_os_str() == "-" {
            let mut text = String::new();
            std::io::stdin()
                .read_to_string(&mut text)
                .map(|_| text)
                .map_err(|error| refused(error.to_string()))?
        } else {
            std::fs::read_to_string(path).map_err(|error| refused(error.to_string()))?
        };
        parse(&text).map_err(refused)
    }
}

fn parse(text: &str) -> Result<BTreeSet<i64>, String> {
    let mut ids = BTreeSet::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.split('#').next().unwrap_or_default();
        for word in line
            .split(|c: char| c == ',' || c.is_whitespace())
            .filter(|word| !word.is_empty())
        {
            let id = word
                .parse()
                .map_err(|_| format!("line {number}: `{word}` is no id"))?;
            ids.insert(id);
        }
    }
    if ids.is_empty() {
        return Err("there is no id in it".to_owned());
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_lists_and_files() {
        assert!(matches!("1,2, 3".parse(), Ok(Ids::List(ids)) if ids == BTreeSet::from([1, 2, 3])));
        assert!(matches!("ids.txt".parse(), Ok(Ids::File(_))));
        assert!("".parse::<Ids>().is_err());
        assert_eq!(
            parse("1 2 # three\n\n4,5\n"),
            Ok(BTreeSet::from([1, 2, 4, 5]))
        );
        assert_eq!(parse("1\nx2\n"), Err("line 2: `x2` is no id".to_owned()));
    }
}
