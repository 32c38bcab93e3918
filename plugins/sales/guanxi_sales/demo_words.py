"""What the invented house sells, and how: products, pipelines with their stages, words of its staff."""

from __future__ import annotations

from typing import Any

PRODUCTS: tuple[tuple[str, str, str, int, str], ...] = (
    ("数控立式加工中心 VM-850", "VM-850", "机床", 468_000, "set"),
    ("数控卧式加工中心 HM-630", "HM-630", "机床", 1_280_000, "set"),
    ("五轴加工中心 FX-500", "FX-500", "机床", 2_360_000, "set"),
    ("工业机器人 R20", "R20", "自动化", 198_000, "set"),
    ("AGV 搬运小车 T5", "T5", "自动化", 126_000, "set"),
    ("生产管理系统（MES）", "MES", "软件", 360_000, "year"),
    ("设备联网平台", "IOT", "软件", 88_000, "year"),
    ("年度维保服务", "SRV-Y", "服务", 36_000, "year"),
    ("Commissioning on site", "SRV-C", "服务", 4_800, "person_day"),
    ("Spindle unit SP-12", "SP-12", "备件", 58_000, "piece"),
)
Stage = dict[str, Any]
PIPELINES: dict[str, tuple[Stage, ...]] = {
    "标准销售流程": (
        {"name": "初步接洽", "probability": "10", "limit_days": 30},
        {"name": "需求确认", "probability": "25", "limit_days": 30, "needed": ["company", "product"]},
        {
            "name": "方案报价",
            "probability": "50",
            "limit_days": 21,
            "needed": ["company", "product", "amount", "close_on"],
        },
        {
            "name": "商务谈判",
            "probability": "75",
            "limit_days": 14,
            "needed": ["company", "product", "amount", "close_on"],
            "checklist": "已确认决策人\n已确认付款方式",
        },
        {"name": "赢单", "probability": "100", "state": "won", "needed": ["amount"]},
        {"name": "输单", "probability": "0", "state": "lost", "needed": ["lost_reason"]},
    ),
    "老客户增购": (
        {"name": "发现机会", "probability": "30", "limit_days": 30},
        {"name": "报价", "probability": "60", "limit_days": 14, "needed": ["product", "amount"]},
        {"name": "成交", "probability": "100", "state": "won", "needed": ["amount"]},
        {"name": "放弃", "probability": "0", "state": "lost", "needed": ["lost_reason"]},
    ),
}
KINDS = ("采购项目", "改造项目", "二期扩产", "年度框架", "更新换代")
NOTES = (
    "客户要求三季度内交付，预算已批。",
    "等总工出差回来再定技术参数。",
    "竞争对手已报过价，需突出售后响应。",
    "Headquarters must agree; the plant manager is on our side.",
    "希望先试用一个月。",
)
