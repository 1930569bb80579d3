//! What became of pairs that were found out.

use std::fmt::Write as _;

use crate::context::Context;
use crate::error::Exit;
use crate::identity::{Finding, FindingKind, Report};
use crate::output::{Align, Render, Style, Table};

pub(super) fn verdict(verdict: FindingKind) -> &'static str {
    match verdict {
        FindingKind::Ambiguous => "ambiguous",
        FindingKind::Conflict => "conflict",
        FindingKind::Gone => "gone",
        FindingKind::Refused => "refused",
        FindingKind::Unknown => "unknown",
    }
}

pub(super) fn add_findings(table: &mut Table, findings: &[Finding]) {
    for finding in findings {
        let ids: Vec<_> = finding.crm_ids.iter().map(ToString::to_string).collect();
        table.row([
            finding.kind.to_string(),
            finding.key.to_string(),
            ids.join(", "),
            verdict(finding.verdict).to_owned(),
            finding.reason.clone(),
        ]);
    }
}

pub(super) fn findings_table() -> Table {
    Table::new(&[
        ("kind", Align::Left),
        ("key", Align::Left),
        ("CRM id", Align::Left),
        ("outcome", Align::Left),
        ("reason", Align::Left),
    ])
}

impl Render for Report {
    fn text(&self, style: Style) -> String {
        let would = if self.dry_run { "would be " } else { "" };
        let mut sum = format!(
            "{} pairs {would}taken, {} known before",
            self.taken, self.known
        );
        if self.foreign > 0 {
            let _ = write!(sum, ", {} entities with markers of others", self.foreign);
        }
        if self.findings.is_empty() {
            return sum;
        }
        let mut table = findings_table();
        add_findings(&mut table, &self.findings);
        format!("{}\n\n{sum}", table.text(style))
    }
}

pub(super) fn finish(context: &Context, report: &Report) -> anyhow::Result<Exit> {
    context.out().result(report)?;
    Ok(if report.is_clean() {
        Exit::Done
    } else {
        Exit::Partial
    })
}
