"""A strict Slack of one's own: whatever it takes, Slack takes; what it refuses, Slack refuses in the same words."""

from bot.demo.slack.desk import Confirm
from bot.demo.slack.faults import Fault, hang, http_error, rate_limited, reset, slack_error
from bot.demo.slack.installed import Command, Installed, Shortcut
from bot.demo.slack.limits import Pace
from bot.demo.slack.person import Person
from bot.demo.slack.records import BOT_USER, TEAM, Ack, Call, Delivery, Message, Refused, Sent, View
from bot.demo.slack.render import render_text
from bot.demo.slack.sim import SlackSim
from bot.demo.slack.wire import NotConnected

__all__ = [
    "BOT_USER",
    "TEAM",
    "Ack",
    "Call",
    "Command",
    "Confirm",
    "Delivery",
    "Fault",
    "Installed",
    "Message",
    "NotConnected",
    "Pace",
    "Person",
    "Refused",
    "Sent",
    "Shortcut",
    "SlackSim",
    "View",
    "hang",
    "http_error",
    "rate_limited",
    "render_text",
    "reset",
    "slack_error",
]
