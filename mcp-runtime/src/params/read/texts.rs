//! Arguments that are texts, each read by its own type.

use std::borrow::Cow;

use super::again::unknown;
use crate::params::Parameters;
use crate::params::parameters::Read;
use crate::params::text::Text;
use crate::schema::Problems;
use crate::table::{ParamRole, ParamSpec};

/// Reads arguments that are texts.
pub(crate) fn read_texts<T: Parameters<M>, M>(
    given: &[(Cow<'_, str>, String)],
) -> Result<T::Slots, Problems> {
    let mut slots = T::slots();
    let mut read = |index, value: &str| {
        T::visit(&mut slots, index, Read::new(Text(value))).map_err(|e| e.to_string())
    };
    let mut problems = read_each_text(given, T::PARAMS, &mut read);
    T::settle(&mut slots, T::PARAMS, &mut problems);
    problems.sort(T::PARAMS);
    if problems.is_empty() {
        Ok(slots)
    } else {
        Err(problems)
    }
}

fn read_each_text(
    given: &[(Cow<'_, str>, String)],
    params: &[ParamSpec],
    read: &mut dyn FnMut(usize, &str) -> Result<(), String>,
) -> Problems {
    let mut problems = Problems::default();
    for (name, value) in given {
        match ParamSpec::index_of(params, name) {
            Some(index) => {
                if let Err(e) = read(index, value) {
                    problems.note(name.clone(), e);
                }
            }
            None if problems.is_full() => break,
            None => {
                let names = params
                    .iter()
                    .filter(|p| p.role == ParamRole::Argument)
                    .map(|p| p.name);
                problems.note(name.clone(), unknown("prompt", name, names));
            }
        }
    }
    problems
}
