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

# (industry, weight, trades): the national classification of trades, weights as in the brief of the demo data
INDUSTRIES = (
    (
        "manufacturing",
        28,
        ("精密机械", "数控设备", "轴承", "阀门", "电气设备", "包装材料", "模具", "汽车零部件", "仪器仪表"),
    ),
    ("trade", 25, ("贸易", "五金机电", "建材", "食品批发", "办公用品", "劳保用品", "超市")),
    ("construction", 10, ("建筑工程", "装饰工程", "市政工程", "钢结构")),
    ("information", 9, ("信息技术", "软件", "网络科技", "数据服务")),
    ("transport", 7, ("物流", "货运", "供应链管理", "仓储")),
    ("agriculture", 5, ("农业", "果蔬种植", "水产养殖", "粮油")),
    ("hospitality", 5, ("餐饮管理", "酒店", "食品", "茶饮")),
    ("health", 3, ("医疗器械", "康复护理")),
    ("education", 3, ("教育科技", "职业培训")),
    ("business_services", 3, ("企业管理", "人力资源", "广告")),
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
)

# Surnames with their weight; the five most frequent hold about 30 %, the last ones are rare on purpose.
SURNAMES = (
    ("王", 72), ("李", 71), ("张", 67), ("刘", 53), ("陈", 45), ("杨", 31), ("黄", 24), ("赵", 23), ("周", 21),
    ("吴", 20), ("徐", 17), ("孙", 15), ("朱", 14), ("马", 13), ("胡", 13), ("郭", 12), ("林", 12), ("何", 12),
    ("高", 11), ("梁", 11), ("郑", 10), ("罗", 10), ("宋", 9), ("谢", 9), ("唐", 9), ("韩", 9), ("曹", 8),
    ("许", 8), ("邓", 8), ("萧", 7), ("冯", 7), ("程", 7), ("蔡", 7), ("彭", 6), ("潘", 6), ("袁", 6),
    ("于", 6), ("董", 6), ("余", 6), ("苏", 6), ("叶", 6), ("吕", 5), ("魏", 5), ("蒋", 5), ("田", 5),
    ("欧阳", 3), ("尉迟", 1),
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
RARE_PEOPLE = (("单", "玉兰", "f"), ("仇", "志远", "m"), ("曾", "文静", "f"), ("查", "立新", "m"))
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
