"""Room selection: home of rounds 征集批次, applications 申报 and reviews 审核."""

ROOM = "selection"
