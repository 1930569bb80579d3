//! Why a record cannot be sent.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a record is not sent; found before sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    /// The platform's attribute.
    pub attribute: Option<String>,
    /// The CRM field's name, as the account has it.
    pub field: Option<String>,
    /// The value that does not fit, shortened.
    pub value: Option<String>,
    /// What is wrong.
    pub reason: String,
    /// What to do, for example the line to add to the configuration.
    pub hint: Option<String>,
}

impl Invalid {
    /// What is wrong and what to do, in one line.
    pub fn with_hint(&self) -> String {
        match &self.hint {
            Some(hint) => format!("{self}; {hint}"),
            None => self.to_string(),
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(attribute) = &self.attribute {
            write!(f, "`{attribute}`")?;
            if let Some(value) = &self.value {
                write!(f, " = `{value}`")?;
            }
            f.write_str(": ")?;
        } else if let (Some(field), Some(value)) = (&self.field, &self.value) {
            // Made of several attributes, or of none.
            write!(f, "field «{field}» = `{value}`: ")?;
        }
        f.write_str(&self.reason)
    }
}
