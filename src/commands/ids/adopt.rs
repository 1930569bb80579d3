//! `ids adopt`: pairs with entities that people made.

use clap::Args;

use crate::commands::ids::report::{add_findings, findings_table};
use crate::context::Context;
use crate::context::registry::with_registry;
use crate::domain::Kind;
use crate::error::Exit;
use crate::identity::{Match, Matches, Writes};
use crate::output::{Render, Style};

/// Pair records with entities that people made: contacts by phone or e-mail, companies by INN, products by SKU
///
/// Example: amosync ids adopt contact --dry-run
#[derive(Debug, Args)]
pub(super) struct AdoptArgs {
    /// contact, company or product
    kind: Kind,
    /// Show the pairs; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Render for Matches {
    fn text(&self, style: Style) -> String {
        let mut table = findings_table();
        for pair in &self.pairs {
            let by: Vec<_> = pair.by.iter().map(String::as_str).collect();
            table.row([
                pair.kind.to_string(),
                pair.key.to_string(),
                pair.crm_id.to_string(),
                "pair".to_owned(),
                format!("by {}", by.join(", ")),
            ]);
        }
        add_findings(&mut table, &self.ambiguous);
        let sum = format!(
            "{} pairs, {} ambiguous, {} records without a counterpart, {} invalid",
            self.pairs.len(),
            self.ambiguous.len(),
            self.unmatched,
            self.invalid
        );
        if self.pairs.is_empty() && self.ambiguous.is_empty() {
            return sum;
        }
        format!("{}\n\n{sum}", table.text(style))
    }
}

pub(super) fn run(context: &Context, args: &AdoptArgs) -> anyhow::Result<Exit> {
    with_registry(context, Some("ids adopt"), |registry| {
        let matches = registry.matches(args.kind)?;
        context.out().result(&matches)?;
        let clean = matches.ambiguous.is_empty();
        let exit = if clean { Exit::Done } else { Exit::Partial };
        if args.dry_run || matches.pairs.is_empty() {
            return Ok(exit);
        }
        let question = format!(
            "Adopt {} entities and write markers into them?",
            matches.pairs.len()
        );
        if !args.yes && !context.confirm(&question, "--yes")? {
            context.out().note("nothing was adopted");
            return Ok(Exit::Done);
        }
        let report =
            registry.settle(matches.pairs.iter().map(Match::candidate), Writes::Allowed)?;
        context
            .out()
            .note(format!("adopted {} entities", report.taken));
        for finding in &report.findings {
            let (kind, key) = (finding.kind, finding.key);
            context
                .out()
                .warn(format!("{kind} {key} was not adopted: {}", finding.reason));
        }
        Ok(if report.is_clean() {
            exit
        } else {
            Exit::Partial
        })
    })
}
