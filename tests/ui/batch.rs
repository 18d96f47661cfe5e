//! Which fixtures are compiled together.
//!
//! The compiler stops at the end of some phases if there were errors: errors in the names of types
//! hide those in constants, and any error hides all lints. So a crate holds only mistakes of one
//! kind: all of them give errors before the same stop, and what is seen of each is what would be
//! seen of it alone. What comes from the last phases, without a code, is compiled alone: lints on
//! unused code look at the whole crate.

use std::collections::BTreeMap;

use crate::compile::{Compiler, Output};
use crate::fixture;
use crate::manifest::{Mistake, Words};
use crate::verdict;

/// The compiler's output; as an error, with a complaint before it.
pub(crate) type Verdict = Result<String, String>;

pub(crate) struct Batch {
    pub(crate) mistakes: Vec<Mistake>,
    is_alone: bool,
}

/// A batch for each kind of words, the largest first, so that no processor waits at the end.
pub(crate) fn plan(mistakes: Vec<Mistake>) -> Vec<Batch> {
    let mut by_words: BTreeMap<Words, Vec<Mistake>> = BTreeMap::new();
    let mut batches = Vec::new();
    for mistake in mistakes {
        match mistake.words {
            Words::Rustc("") => batches.push(Batch::alone(mistake)),
            words => by_words.entry(words).or_default().push(mistake),
        }
    }
    batches.extend(by_words.into_values().map(Batch::together));
    batches.sort_by_key(|batch| std::cmp::Reverse(batch.mistakes.len()));
    batches
}

impl Batch {
    /// As modules of one crate.
    pub(crate) fn together(mistakes: Vec<Mistake>) -> Self {
        Self {
            mistakes,
            is_alone: false,
        }
    }

    /// One fixture, as the root of a crate.
    pub(crate) fn alone(mistake: Mistake) -> Self {
        Self {
            mistakes: vec![mistake],
            is_alone: true,
        }
    }

    /// A verdict on each fixture, by its name.
    ///
    /// One that fails at an earlier phase than it should (in its syntax, say) hides the errors of
    /// all others. So those in question are compiled alone as well, to blame that one and no other.
    pub(crate) fn judge(self, compiler: &Compiler) -> Vec<(String, Verdict)> {
        let verdicts = self.first_verdicts(compiler);
        if self.is_alone || verdicts.iter().all(Result::is_ok) {
            return named(&self.mistakes, verdicts);
        }
        let again = |(mistake, first): (&Mistake, &Verdict)| match first {
            Ok(printed) => Ok(printed.clone()),
            Err(_) => verdict_alone(mistake, compiler),
        };
        let alone: Vec<Verdict> = self.mistakes.iter().zip(&verdicts).map(again).collect();
        let is_blamed = alone.iter().any(Result::is_err);
        named(&self.mistakes, if is_blamed { alone } else { verdicts })
    }

    /// Of the fixtures as they are planned, in their order.
    pub(crate) fn first_verdicts(&self, compiler: &Compiler) -> Vec<Verdict> {
        match &self.mistakes[..] {
            [mistake] if self.is_alone => vec![verdict_alone(mistake, compiler)],
            mistakes => {
                let output = compiler.together(mistakes);
                let verdict = |mistake| verdict_on(mistake, &output, compiler);
                mistakes.iter().map(verdict).collect()
            }
        }
    }
}

fn verdict_alone(mistake: &Mistake, compiler: &Compiler) -> Verdict {
    verdict_on(mistake, &compiler.alone(mistake), compiler)
}

fn named(mistakes: &[Mistake], verdicts: Vec<Verdict>) -> Vec<(String, Verdict)> {
    let with_name = |(mistake, verdict): (&Mistake, Verdict)| {
        let about = |text| format!("{} ({}): {text}", mistake.fixture, mistake.phrase);
        (mistake.fixture.to_owned(), verdict.map_err(about))
    };
    mistakes.iter().zip(verdicts).map(with_name).collect()
}

fn verdict_on(mistake: &Mistake, output: &Result<Output, String>, compiler: &Compiler) -> Verdict {
    let output = output.as_ref().map_err(String::clone)?;
    let errors = output.get(&mistake.file()).map_or(&[][..], Vec::as_slice);
    let printed: String = errors.iter().map(|error| error.rendered.as_str()).collect();
    let marked = fixture::marked(&mistake.file())?;
    let verdict = if compiler.is_the_manifests() || mistake.words == Words::Macro {
        verdict::judge(mistake, marked, errors)
    } else if errors.is_empty() {
        Err("it compiles".to_owned())
    } else {
        // Another compiler's words, and perhaps another place.
        Ok(())
    };
    match verdict {
        Ok(()) => Ok(printed),
        Err(complaint) => Err(format!("{complaint}\n{printed}")),
    }
}
