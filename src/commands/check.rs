//! `check`: has the CRM what it was sent?

use clap::Args;

use crate::clock::unix_now;
use crate::context::Context;
use crate::context::registry::with_registry;
use crate::domain::Kind;
use crate::error::Exit;
use crate::identity::{Survey, Writes};
use crate::output::{Align, Render, Style, Table};

/// Compare what the CRM shows with what it was sent last, field by field.
///
/// What people changed on purpose is listed too. The exit code is 0 when nothing differs and 5 when something does.
///
/// Example: amosync check --only contact
#[derive(Debug, Args)]
#[command(name = "check")]
pub struct CheckArgs {
    /// Only these kinds
    #[arg(long, value_name = "KIND")]
    only: Vec<Kind>,
    /// Let the next sync send again what differs, write lost markers, and remember what is gone
    #[arg(long)]
    repair: bool,
}

impl Render for Survey {
    fn text(&self, style: Style) -> String {
        let mut table = Table::new(&[
            ("kind", Align::Left),
            ("key", Align::Left),
            ("CRM id", Align::Right),
            ("field", Align::Left),
            ("sent", Align::Left),
            ("found", Align::Left),
        ]);
        for drift in &self.drift {
            let found = match (&drift.field, &drift.found) {
                (None, _) => "gone".to_owned(),
                (Some(_), found) => found.clone().unwrap_or_default(),
            };
            table.row([
                drift.kind.to_string(),
                drift.key.to_string(),
                drift.crm_id.to_string(),
                drift.field.clone().unwrap_or_default(),
                drift.sent.clone().unwrap_or_default(),
                found,
            ]);
        }
        let sum = format!(
            "{} entities compared, {} differences, {} repaired, {} not looked at",
            self.compared,
            self.drift.len(),
            self.repaired,
            self.skipped
        );
        if self.drift.is_empty() {
            return sum;
        }
        format!("{}\n\n{sum}", table.text(style))
    }
}

/// Runs `check`.
pub fn run(context: &Context, args: &CheckArgs) -> anyhow::Result<Exit> {
    let kinds = if args.only.is_empty() {
        Kind::ALL.to_vec()
    } else {
        args.only.clone()
    };
    let began = unix_now();
    // Looking needs no lock: a check of a large account takes longer than the time between two syncs.
    let writes = args.repair.then_some("check --repair");
    let survey = with_registry(context, writes, |registry| {
        // Under the lock nobody sends, so everything may be compared.
        let began = if args.repair { i64::MAX } else { began };
        registry.survey(&kinds, Writes::unless(!args.repair), began)
    })?;
    context.out().result(&survey)?;
    if survey.repaired > 0 {
        context
            .out()
            .note("the next `sync`, or `sync-user` and its like, sends again what differs");
    }
    let clean = if args.repair {
        survey.left_to_people == 0
    } else {
        survey.drift.is_empty()
    };
    Ok(if clean { Exit::Done } else { Exit::Partial })
}
