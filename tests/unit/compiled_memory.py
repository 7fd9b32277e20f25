"""One compiled call that learns a day's decisions, then forgets a day's exits."""

from twin.indicators.compiled.memory import learn_sites
from twin.indicators.compiled.stays import forget_gone
from twin.indicators.compiled.ways import entry


@entry
def decide_then_leave(memory, day):
    learn_sites(memory, day)
    forget_gone(day, 9, memory)
