"""Random people at random steps: nothing gets through the chain that the pack does not allow."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.publishing import rules
from core.publishing.rules import DRAFTING, PUBLISHED, REVIEWS, Signature, Signer, StepRule

ROLES = ("editor", "reviewer", "secrecy_reviewer", "leader", "office")
OWN_ROLE = dict(zip((rules.DRAFT, *REVIEWS, rules.PUBLISH), ROLES, strict=True))
PEOPLE = [Signer(n, name) for n, name in enumerate(("王青禾", "李望舒", "赵守一", "陈江月"), 1)]
SIGNERS = [*PEOPLE, Signer(None, "陈 江月"), Signer(None, "周远")]


@st.composite
def packs(draw: st.DrawFn) -> tuple[StepRule, ...]:
    """A pack's chain; now and then one without a step. Many roles per step, so that runs get far."""
    steps = []
    for place, step in enumerate(OWN_ROLE):
        if draw(st.integers(0, 30)) == 30:
            continue
        others = draw(st.sets(st.sampled_from(ROLES), min_size=2, max_size=4))
        earlier = list(OWN_ROLE)[:place]
        differ = draw(st.sets(st.sampled_from(earlier), max_size=2)) if earlier else set()
        steps.append(StepRule(step, tuple({OWN_ROLE[step], *others}), tuple(differ)))
    return tuple(steps)


@dataclass
class Document:
    """A document as the rules see it: where it waits, its newest revision's signatures, what is public."""

    step: str = DRAFTING
    revision: int = 0
    signatures: dict[int, list[Signature]] = field(default_factory=dict)
    public: list[int] = field(default_factory=list)


class Chain(RuleBasedStateMachine):
    """Submits, signs, returns and publishes with whoever comes along."""

    @initialize(
        pack=packs(), roles=st.lists(st.sets(st.sampled_from(ROLES), min_size=1), min_size=len(SIGNERS), max_size=len(SIGNERS))
    )  # fmt: skip
    def begin(self, pack: tuple[StepRule, ...], roles: list[set[str]]) -> None:
        self.pack, self.roles, self.document = pack, roles, Document()

    @rule(who=st.sampled_from(PEOPLE[:2]))
    def submit(self, who: Signer) -> None:
        if self.document.step in (DRAFTING, PUBLISHED):
            self.document.revision += 1
            self.document.signatures[self.document.revision] = [Signature(rules.DRAFT, who)]
            self.document.step = rules.FIRST_REVIEW

    @rule(n=st.integers(0, len(SIGNERS) - 1), guess=st.none() | st.sampled_from((*REVIEWS, rules.PUBLISH)))
    def sign(self, n: int, guess: str | None) -> None:
        document = self.document
        step = guess or document.step
        if step not in (*REVIEWS, rules.PUBLISH):
            return
        mine = document.signatures.get(document.revision, [])
        if rules.may_sign(self.pack, document.step, step, SIGNERS[n], self.roles[n], mine) is not None:
            return
        if step == rules.PUBLISH:
            if rules.complete(self.pack, mine) is None:
                mine.append(Signature(step, SIGNERS[n]))
                document.public.append(document.revision)
                document.step = PUBLISHED
            return
        mine.append(Signature(step, SIGNERS[n]))
        document.step = rules.next_step(step)

    @rule(n=st.integers(0, len(SIGNERS) - 1), step=st.sampled_from((*REVIEWS, rules.PUBLISH)))
    def send_back(self, n: int, step: str) -> None:
        if rules.may_return(self.pack, self.document.step, step, self.roles[n]) is None:
            self.document.step = DRAFTING

    @invariant()
    def what_is_public_was_signed_whole(self) -> None:
        for revision in getattr(self, "document", Document()).public:
            signed = self.document.signatures[revision]
            assert [s.step for s in signed] == [rules.DRAFT, *REVIEWS, rules.PUBLISH]
            for signature in signed:
                rule_of = rules.steps_of(self.pack).get(signature.step)
                assert rule_of is not None or signature.step == rules.DRAFT
                for other in signed:
                    if rule_of is not None and other.step in rule_of.must_differ_from:
                        assert not signature.who.same_as(other.who)

    @invariant()
    def a_revision_is_public_once(self) -> None:
        public = getattr(self, "document", Document()).public
        assert len(public) == len(set(public))


TestChain = Chain.TestCase
