//! Scopes as bits: what a server declares, what its functions need, and the sets of both. All of it
//! is constant data.

use super::same::same;

/// The most scopes that a server can declare: each is a bit.
const MOST: usize = 128;

/// A set of the scopes that one server declares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ScopeSet(u128);

impl ScopeSet {
    /// None of them.
    pub const EMPTY: Self = Self(0);

    /// The scope at this place of the server's list.
    pub(crate) const fn of(position: usize) -> Self {
        assert!(
            position < MOST,
            "a server declares 128 scopes at most; make one of several that are always granted \
             together"
        );
        Self(1 << position)
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all scopes of `other` are in it.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    const fn is(self, other: Self) -> bool {
        self.0 == other.0
    }
}

/// A scope that a server declares.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// List the projects.
/// #[mcp_tool(read_only)]
/// fn projects() -> &'static str { "none yet" }
///
/// /// Begin a project.
/// #[mcp_tool(scopes("projects:write"))]
/// fn begin(name: String) -> String { name }
///
/// mcp_server! {
///     Projects {
///         name: "projects",
///         version: "1.0.0",
///         scopes: {
///             "projects:read": "See projects",
///             "projects:write" implies "projects:read": "Change projects",
///         },
///         default_scopes: ["projects:read"],
///         tools: [projects, begin],
///     }
/// }
///
/// // Such as for the page of a provider where scopes are set up.
/// for scope in Projects::DEFINITION.scopes() {
///     println!("{}: {}", scope.name(), scope.description());
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    name: &'static str,
    description: &'static str,
    /// Itself, and what it implies.
    implied: ScopeSet,
}

impl Scope {
    /// Its name, as tokens have it.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its description, for those who grant it.
    pub const fn description(&self) -> &'static str {
        self.description
    }
}

/// The scopes of a server: each with its name, its description and the places of those that it
/// implies.
///
/// `mcp_server!` calls this. Implications are closed: what `a` implies by way of `b`, it implies.
pub const fn scopes<const N: usize>(
    declared: [(&'static str, &'static str, &'static [usize]); N],
) -> [Scope; N] {
    let nothing = Scope {
        name: "",
        description: "",
        implied: ScopeSet::EMPTY,
    };
    let (mut scopes, mut i) = ([nothing; N], 0);
    while i < N {
        scopes[i] = Scope {
            name: declared[i].0,
            description: declared[i].1,
            implied: ScopeSet::of(i),
        };
        i += 1;
    }
    let mut grows = true;
    while grows {
        (grows, i) = (false, 0);
        while i < N {
            let (implies, mut j) = (declared[i].2, 0);
            while j < implies.len() {
                let more = scopes[i].implied.with(scopes[implies[j]].implied);
                grows |= !more.is(scopes[i].implied);
                scopes[i].implied = more;
                j += 1;
            }
            i += 1;
        }
    }
    scopes
}

/// All scopes of a server, and those that a function needs which says nothing of it.
#[derive(Clone, Copy, Debug)]
pub struct ScopeTable {
    scopes: &'static [Scope],
    default: ScopeSet,
}

impl ScopeTable {
    /// No scope is declared.
    pub const EMPTY: Self = Self {
        scopes: &[],
        default: ScopeSet::EMPTY,
    };

    /// `default`: the places of the scopes that a function needs which names none.
    pub const fn new(scopes: &'static [Scope], default: &[usize]) -> Self {
        let (mut set, mut i) = (ScopeSet::EMPTY, 0);
        while i < default.len() {
            set = set.with(ScopeSet::of(default[i]));
            i += 1;
        }
        Self {
            scopes,
            default: set,
        }
    }

    pub(crate) const fn all(&self) -> &'static [Scope] {
        self.scopes
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.scopes.is_empty()
    }

    /// Those that a function needs which names none.
    pub(crate) const fn default(&self) -> ScopeSet {
        self.default
    }

    pub(crate) const fn position(&self, name: &str) -> Option<usize> {
        let mut i = 0;
        while i < self.scopes.len() {
            if same(self.scopes[i].name, name) {
                return Some(i);
            }
            i += 1;
        }
        None
    }

    /// The scopes of these names; without those that the server doesn't declare.
    pub(crate) const fn named(&self, names: &[&str]) -> ScopeSet {
        let (mut set, mut i) = (ScopeSet::EMPTY, 0);
        while i < names.len() {
            if let Some(position) = self.position(names[i]) {
                set = set.with(ScopeSet::of(position));
            }
            i += 1;
        }
        set
    }

    /// A set with all that its scopes imply.
    pub(crate) const fn closed(&self, set: ScopeSet) -> ScopeSet {
        let (mut closed, mut i) = (set, 0);
        while i < self.scopes.len() {
            if set.has(ScopeSet::of(i)) {
                closed = closed.with(self.scopes[i].implied);
            }
            i += 1;
        }
        closed
    }

    /// The names in a set, in the order of the list.
    pub(crate) fn names(&self, set: ScopeSet) -> impl Iterator<Item = &'static str> {
        let scopes = self.scopes.iter().enumerate();
        scopes.filter_map(move |(i, scope)| set.has(ScopeSet::of(i)).then_some(scope.name))
    }
}

/// The access rule that a function's attribute states.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools)] // Each says one thing; no two of them make a state.
pub struct AccessMeta {
    /// `scopes("…")`; none of it: the server's default ones.
    pub scopes: Option<&'static [&'static str]>,
    /// `may_need("…")`
    pub may_need: &'static [&'static str],
    /// `public`
    pub public: bool,
    /// `scopes("…", hidden)`
    pub hidden: bool,
    /// Whether it must need more than the default: it destroys, and nothing says that this is fine.
    pub guarded: bool,
}

impl AccessMeta {
    /// Nothing is said.
    pub const DEFAULT: Self = Self {
        scopes: None,
        may_need: &[],
        public: false,
        hidden: false,
        guarded: false,
    };

    /// The rule of a server with these scopes.
    pub(crate) const fn rule(&self, scopes: &ScopeTable) -> AccessRule {
        AccessRule {
            needs: match self.scopes {
                _ if self.public => ScopeSet::EMPTY,
                Some(names) => scopes.named(names),
                None => scopes.default,
            },
            may_need: scopes.named(self.may_need),
            is_public: self.public,
            is_hidden: self.hidden,
        }
    }
}

/// Who may call an item of a table.
#[derive(Clone, Copy, Debug)]
pub struct AccessRule {
    pub(crate) needs: ScopeSet,
    /// The scopes that it may turn out to need while it runs.
    pub(crate) may_need: ScopeSet,
    /// Whether no token is needed.
    pub(crate) is_public: bool,
    /// Whether it doesn't exist for those who lack a scope.
    pub(crate) is_hidden: bool,
}

/// The rules of a list, in its order. `N` is its length.
pub const fn access_rules<const N: usize>(
    access: &[AccessMeta; N],
    scopes: &ScopeTable,
) -> [AccessRule; N] {
    let (mut rules, mut i) = ([AccessMeta::DEFAULT.rule(scopes); N], 0);
    while i < N {
        rules[i] = access[i].rule(scopes);
        i += 1;
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOPES: [Scope; 4] = scopes([
        ("read", "", &[]),
        ("write", "", &[0]),
        ("admin", "", &[1, 3]),
        ("audit", "", &[]),
    ]);
    const TABLE: ScopeTable = ScopeTable::new(&SCOPES, &[0]);

    fn names(set: ScopeSet) -> Vec<&'static str> {
        TABLE.names(set).collect()
    }

    #[test]
    fn implications_are_closed() {
        let closed = |name| names(TABLE.closed(TABLE.named(&[name])));
        assert_eq!(closed("read"), ["read"]);
        assert_eq!(closed("write"), ["read", "write"]);
        assert_eq!(closed("admin"), ["read", "write", "admin", "audit"]);
        assert_eq!(closed("nothing"), [""; 0]);
    }

    #[test]
    fn a_circle_of_implications_ends() {
        const ROUND: [Scope; 2] = scopes([("a", "", &[1]), ("b", "", &[0])]);
        let table = ScopeTable::new(&ROUND, &[]);
        assert_eq!(table.closed(ScopeSet::of(0)), table.closed(ScopeSet::of(1)));
    }

    #[test]
    fn a_function_that_says_nothing_needs_the_default() {
        let says_nothing = AccessMeta::DEFAULT;
        assert_eq!(names(says_nothing.rule(&TABLE).needs), ["read"]);
        let says_none = AccessMeta {
            scopes: Some(&[]),
            ..says_nothing
        };
        assert!(says_none.rule(&TABLE).needs.is_empty());
        let public = AccessMeta {
            public: true,
            ..says_nothing
        };
        assert!(public.rule(&TABLE).needs.is_empty() && public.rule(&TABLE).is_public);
    }

    #[test]
    fn the_last_of_as_many_as_there_can_be_is_a_bit_of_its_own() {
        assert!(!ScopeSet::of(MOST - 1).has(ScopeSet::of(0)));
        assert!(std::panic::catch_unwind(|| ScopeSet::of(MOST)).is_err());
    }
}
