/// Seals a trait: only expansions can name it, and an implementation of the trait needs it. Traits
/// whose implementation needs metadata are sealed by that.
#[derive(Debug)]
pub struct Sealed;
