"""A strict Slack of one's own: whatever it takes, Slack takes; what it refuses, Slack refuses in the same words."""

from bot.demo.slack.desk import Confirm
from bot.demo.slack.faults import Fault, Pace, hang, http_error, rate_limited, reset, slack_error
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
    "Confirm",
    "Delivery",
    "Fault",
    "Message",
    "NotConnected",
    "Pace",
    "Person",
    "Refused",
    "Sent",
    "SlackSim",
    "View",
    "hang",
    "http_error",
    "rate_limited",
    "render_text",
    "reset",
    "slack_error",
]
