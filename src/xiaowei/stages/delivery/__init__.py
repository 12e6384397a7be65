"""Room delivery: home of works 实施, their sites 点位, measurements 计量 and acceptance 验收."""

ROOM = "delivery"
