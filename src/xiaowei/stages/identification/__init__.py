"""Room identification: home of problem spots 问题点位 and candidates 备选项目."""
