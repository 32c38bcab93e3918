"""The words of which the demo data are made: places that do not exist, trades, names by frequency."""

from __future__ import annotations

PROVINCE = "云川省"
PLACES = {
    "栖云": ("栖云市", "990100", ("望溪区", "文澜区", "港前区"), "0990"),
    "青垣": ("青垣市", "990200", ("麓山区", "稻香区"), "0993"),
    "白鹭": ("白鹭市", "990300", ("湖滨区", "渡口区"), "0996"),
}
STREETS = (
    "文澜路",
    "望溪大道",
    "港前一路",
    "稻香街",
    "麓山路",
    "渡口街",
    "听涛路",
    "云帆路",
    "晨光路",
    "松风巷",
)

# (industry, weight, trades) of firms, by the national classification of trades. With shops, public bodies and foreign firms,
# which bring their own, customers come to 28 % manufacturing, 25 % trade, 10 % construction, 9 % information, 7 % transport,
# 5 % agriculture, 5 % hospitality, 6 % health and education.
INDUSTRIES = (
    (
        "manufacturing",
        42,
        ("精密机械", "数控设备", "轴承", "阀门", "电气设备", "包装材料", "模具", "汽车零部件", "仪器仪表"),
    ),
    ("trade", 23, ("贸易", "五金机电", "建材", "食品批发", "办公用品", "劳保用品", "超市")),
    ("construction", 20, ("建筑工程", "装饰工程", "市政工程", "钢结构")),
    ("information", 18, ("信息技术", "软件", "网络科技", "数据服务")),
    ("transport", 14, ("物流", "货运", "供应链管理", "仓储")),
    ("agriculture", 10, ("农业", "果蔬种植", "水产养殖", "粮油")),
    ("hospitality", 7, ("餐饮管理", "酒店", "食品", "茶饮")),
    ("health", 1, ("医疗器械", "康复护理")),
    ("education", 1, ("教育科技", "职业培训")),
    ("business_services", 4, ("企业管理", "人力资源", "广告")),
    ("energy", 2, ("新能源", "热力")),
)

# (form, weight): how the name ends
FORMS = (
    ("有限公司", 60),
    ("个体", 15),
    ("股份有限公司", 5),
    ("集团有限公司", 5),
    ("public", 10),
    ("foreign", 5),
)

BRANDS_1 = "恒瑞云泰鼎盛宏远华信安达博丰嘉和润科正天海东启明致中联金世通百利德新亚欧凯佳兴隆广顺元诚"
BRANDS_2 = "润禾帆川源达泰盛丰科诚信远通和业鑫辉扬卓睿捷力康瑞麟晟航宇腾越锐创拓"
BOARDS = (
    "市教育局",
    "市水务局",
    "市第一人民医院",
    "市第三人民医院",
    "市第二中学",
    "市图书馆",
    "市城市管理局",
    "市职业技术学院",
)
DISTRICT_BOARDS = (
    "教育局",
    "市场监督管理局",
    "街道办事处",
    "社区卫生服务中心",
    "实验小学",
    "第一中学",
    "人民医院",
)
SHOPS = ("面馆", "五金店", "便利店", "理发店", "茶行", "文具店", "汽修厂", "水果店", "裁缝铺", "花店")
SHOP_PEOPLE = ("阿兰", "老周", "小满", "大勇", "阿强", "春妮", "福来", "秋月", "老姚", "阿梅")
FOREIGN = (
    ("Northwind Tools GmbH", "Germany", "Hamburg", "northwind-tools"),
    ("Alder & Finch Trading Ltd", "United Kingdom", "Leeds", "alderfinch"),
    ("Kestrel Bearings Inc.", "United States", "Duluth", "kestrel-bearings"),
    ("Maison Orvane SARL", "France", "Nantes", "orvane"),
    ("Hoshikawa Seimitsu K.K.", "Japan", "Niigata", "hoshikawa"),
    ("Lindqvist Verkstad AB", "Sweden", "Västerås", "lindqvist-verkstad"),
    ("Tamarind Foods Sdn Bhd", "Malaysia", "Ipoh", "tamarind-foods"),
    ("Officina Belcanto S.r.l.", "Italy", "Modena", "belcanto"),
    ("Fjordgaard Marine ApS", "Denmark", "Aalborg", "fjordgaard"),
    ("Quillon Precision Ltd", "United Kingdom", "Derby", "quillon"),
    ("Brackwasser Pumpen GmbH", "Germany", "Emden", "brackwasser"),
    ("Mirador Herramientas S.L.", "Spain", "Burgos", "mirador-herramientas"),
    ("Saltmarsh Foods Pty Ltd", "Australia", "Geelong", "saltmarsh"),
    ("Kitanami Kogyo K.K.", "Japan", "Hakodate", "kitanami"),
    ("Halvorsen Treindustri AS", "Norway", "Hamar", "halvorsen-tre"),
    ("Silverbirch Optics Oy", "Finland", "Oulu", "silverbirch"),
    ("Copperline Valves Inc.", "United States", "Erie", "copperline"),
    ("Lotus Harvest Sdn Bhd", "Malaysia", "Kuching", "lotus-harvest"),
)

# Surnames with their weight in thousandths; the five most frequent hold about 30 %, the last ones are rare on purpose.
SURNAMES = (
    ("王", 72), ("李", 71), ("张", 67), ("刘", 53), ("陈", 45), ("杨", 31), ("黄", 24), ("赵", 23), ("周", 21),
    ("吴", 20), ("徐", 17), ("孙", 15), ("朱", 14), ("马", 13), ("胡", 13), ("郭", 12), ("林", 12), ("何", 12),
    ("高", 11), ("梁", 11), ("郑", 10), ("罗", 10), ("宋", 9), ("谢", 9), ("唐", 9), ("韩", 9), ("曹", 8),
    ("许", 8), ("邓", 8), ("萧", 7), ("冯", 7), ("程", 7), ("蔡", 7), ("彭", 6), ("潘", 6), ("袁", 6),
    ("于", 6), ("董", 6), ("余", 6), ("苏", 6), ("叶", 6), ("吕", 5), ("魏", 5), ("蒋", 5), ("田", 5),
    ("欧阳", 3), ("尉迟", 1),
    *((name, 4) for name in "贾丁任沈姚卢姜崔钟谭陆汪范金石廖夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常"),
)  # fmt: skip
# given names by birth year: (from, to, men, women)
GIVEN = (
    (
        1955,
        1972,
        "建国 建军 志强 国华 卫东 永福 德明 长河 学文 庆生",
        "桂英 秀兰 玉兰 凤英 淑珍 春梅 惠芳 秀英",
    ),
    (1973, 1989, "伟 强 勇 磊 军 涛 海波 志刚 晓东 文斌 俊杰 立新", "丽 敏 静 艳 芳 娟 海燕 晓红 雪梅 文娟"),
    (1990, 2003, "浩 鹏 宇 俊 浩然 子轩 天翔 一鸣 思远 家豪", "婷 雪 佳 梦 欣怡 思琪 雨桐 诗涵 若曦"),
    (2004, 2014, "梓轩 浩宇 子睿", "梓涵 欣妍 可馨"),
)
RARE_PEOPLE = (
    ("单", "玉兰", "f"),
    ("仇", "志远", "m"),
    ("曾", "文静", "f"),
    ("查", "立新", "m"),
    ("欧阳", "明", "m"),
    ("尉迟", "雪", "f"),
)
MINORITY_PEOPLE = (("阿依古丽", "买买提", "f"), ("艾力", "吐尔逊", "m"), ("次仁", "多吉", "m"))
FOREIGN_PEOPLE = (
    ("Smith", "John", "m"),
    ("Weber", "Katrin", "f"),
    ("Moreau", "Élodie", "f"),
    ("Sato", "Kenji", "m"),
)
POSITIONS = (("采购经理", 24), ("总经理", 20), ("财务总监", 12), ("车间主任", 10), ("技术总监", 8), ("行政主管", 8),
             ("销售经理", 6), ("副总经理", 6), ("设备科长", 4), ("出纳", 2))  # fmt: skip
SOURCES = (
    ("referral", 28),
    ("exhibition", 16),
    ("search", 16),
    ("wechat", 14),
    ("website", 10),
    ("call", 10),
    ("offline_ad", 6),
)

# The first day of the Chinese year; other years are taken to begin on 5 February.
SPRING_FESTIVALS = {
    2023: (1, 22),
    2024: (2, 10),
    2025: (1, 29),
    2026: (2, 17),
    2027: (2, 6),
    2028: (1, 26),
    2029: (2, 13),
    2030: (2, 3),
    2031: (1, 23),
    2032: (2, 11),
    2033: (1, 31),
    2034: (2, 19),
    2035: (2, 8),
}

# (product, category, price in yuan, unit): what the house sells
CATALOGUE = (
    ("数控车床 CK6140", "机床", 128_000, "台"),
    ("数控车床 CK6150", "机床", 168_000, "台"),
    ("立式加工中心 VMC850", "机床", 268_000, "台"),
    ("数控铣床 XK7132", "机床", 98_000, "台"),
    ("平面磨床 M7130", "机床", 86_000, "台"),
    ("线切割机 DK7740", "机床", 58_000, "台"),
    ("激光打标机", "设备", 36_800, "台"),
    ("螺杆空压机", "设备", 29_800, "台"),
    ("冷水机组", "设备", 19_800, "台"),
    ("工业除尘器", "设备", 12_800, "台"),
    ("伺服电机", "备件", 3_680, "台"),
    ("变频器", "备件", 2_980, "台"),
    ("滚珠丝杠", "备件", 1_680, "根"),
    ("直线导轨", "备件", 980, "根"),
    ("气动卡盘", "备件", 4_280, "套"),
    ("硬质合金刀片", "刀具", 380, "盒"),
    ("钻铣刀具套装", "刀具", 1_280, "套"),
    ("切削液", "油品", 980, "桶"),
    ("导轨油", "油品", 680, "桶"),
    ("液压油", "油品", 860, "桶"),
    ("年度维保", "服务", 9_800, "年"),
    ("设备大修", "服务", 28_000, "次"),
    ("上门培训", "服务", 3_000, "天"),
    ("精度检测", "服务", 4_800, "次"),
    ("质保延长两年", "服务", 16_800, "份"),
    ("CK6140 开机套餐", "组合产品", 138_000, "套"),
    ("VMC850 整线套餐", "组合产品", 328_000, "套"),
    ("自动送料机", "设备", 46_800, "台"),
    ("排屑器", "设备", 8_600, "台"),
    ("主轴轴承", "备件", 2_380, "套"),
    ("数控系统面板", "备件", 6_980, "块"),
    ("镗刀杆", "刀具", 860, "根"),
    ("清洗剂", "油品", 360, "桶"),
    ("操作工实训", "服务", 1_980, "人"),
)
HOME_CATALOGUE = (
    ("家用工具套装", "工具", 680, "套"),
    ("充电式电钻", "工具", 560, "把"),
    ("角磨机", "工具", 420, "把"),
    ("小型空压机", "工具", 1_980, "台"),
    ("家用激光水平仪", "工具", 890, "台"),
    ("电焊机", "工具", 1_280, "台"),
)
# What the branches of the bank charge companies, and persons.
BANK_CATALOGUE = (
    ("财务顾问服务", "对公服务", 30_000, "次"),
    ("银团贷款安排", "对公服务", 80_000, "次"),
    ("现金管理平台", "对公服务", 9_800, "年"),
    ("国内保函", "对公服务", 5_000, "笔"),
    ("代发工资", "对公服务", 1_200, "年"),
)
BANK_HOME_CATALOGUE = (
    ("年金险", "保险", 10_000, "年"),
    ("贵金属纪念币", "贵金属", 1_680, "枚"),
    ("保管箱", "个人服务", 600, "年"),
    ("资产证明", "个人服务", 200, "份"),
)
