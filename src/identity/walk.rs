//! Reading many entities: page by page, or one by one where that takes fewer requests.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::{Candidate, Registry};
use crate::crm::error::explained;
use crate::crm::remote::{Order, Remote};
use crate::domain::{CrmId, EntityType, Key, Kind, RemoteEntity};
use crate::error::Failure;
use crate::signals::Stop;

const PAGE: u32 = 250;
/// Up to so many entities are read by id: a walk reads the whole account.
const FEW: usize = 50;

/// Which record each entity belongs to.
pub(super) type Wanted = BTreeMap<CrmId, (Kind, Key)>;

/// Is shown an entity as it is now, or that there is none any more.
pub(super) type Visit<'v> = dyn FnMut(Candidate, Option<&RemoteEntity>) -> anyhow::Result<()> + 'v;

/// Where a walk reads, and what it is told and asked.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) remote: &'a dyn Remote,
    pub(super) stop: &'a Stop,
    pub(super) progress: &'a dyn Fn(EntityType, usize),
}

impl<'a> Registry<'a> {
    pub(super) fn walker(&self) -> Walk<'a> {
        Walk {
            remote: self.remote,
            stop: self.stop,
            progress: self.progress,
        }
    }
}

impl Walk<'_> {
    /// Shows every page of a list in id order. Catalog elements come in an order of the CRM's own.
    ///
    /// What people delete meanwhile moves the pages, so one walk may miss an entity; who must not miss any walks again.
    pub(super) fn pages(
        self,
        entity: EntityType,
        visit: &mut dyn FnMut(&[RemoteEntity]) -> anyhow::Result<ControlFlow<()>>,
    ) -> anyhow::Result<()> {
        let mut seen = 0;
        for number in 1.. {
            self.go_on()?;
            let page = self
                .remote
                .page(entity, Order::OldestFirst, number, PAGE)
                .map_err(explained)?;
            seen += page.entities.len();
            (self.progress)(entity, seen);
            if visit(&page.entities)?.is_break() || !page.more {
                break;
            }
        }
        Ok(())
    }

    /// Shows each wanted entity once, as it is now; `None` when it is deleted, merged or was never there.
    pub(super) fn each(
        self,
        entity: EntityType,
        mut wanted: Wanted,
        visit: &mut Visit<'_>,
    ) -> anyhow::Result<()> {
        if wanted.len() > FEW {
            self.pages(entity, &mut |page| {
                for one in page.iter().filter(|one| !one.is_deleted) {
                    if let Some((kind, key)) = wanted.remove(&one.id) {
                        let id = one.id;
                        visit(Candidate { kind, key, id }, Some(one))?;
                    }
                }
                Ok(if wanted.is_empty() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                })
            })?;
        }
        // That a list does not show an entity does not prove that it is gone.
        for (id, (kind, key)) in wanted {
            self.go_on()?;
            let found = self.remote.read_twice(entity, &[id]).map_err(explained)?;
            visit(
                Candidate { kind, key, id },
                found.iter().find(|one| one.id == id && !one.is_deleted),
            )?;
        }
        Ok(())
    }

    /// Fails when somebody asked to stop.
    fn go_on(self) -> Result<(), Failure> {
        match self.stop.asked() {
            Some(exit) => Err(Failure::new(exit, "stopped").hint("run it again; nothing is lost")),
            None => Ok(()),
        }
    }
}
