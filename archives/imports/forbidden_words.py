"""The words by which headings of columns that may not be read are known, topic by topic, and those that only look so.

Chinese in simplified form (`FOLDED` turns traditional signs into it before anything is compared), found anywhere in a
heading. English as words in the singular, found as words; STEMS also inside a word. Free of Django.
"""

from __future__ import annotations

CHINESE = {
    "religion": (
        "宗教", "信仰", "信教", "教派", "教徒", "教籍", "教友", "教名", "信众", "佛教", "道教", "伊斯兰", "基督",
        "天主教", "东正教", "犹太教", "印度教", "穆斯林", "喇嘛", "洗礼", "受洗", "受戒", "皈依", "做礼拜",
        "礼拜场所", "祷告", "礼拜地点", "拜佛", "清真饮食", "祈祷", "朝觐", "斋月", "封斋", "教会", "教堂", "寺庙",
        "法号", "圣名",
    ),
    "genes": ("基因", "遗传", "染色体", "亲子鉴定", "单核苷酸", "脱氧核糖核酸"),
    "fingerprint": ("指纹", "指模", "掌纹", "手纹", "指印", "手印"),
    "biometrics": (
        "人脸", "脸部", "面部", "面容识别", "面容特征", "刷脸", "脸谱", "虹膜", "视网膜", "声纹", "声音特征",
        "语音特征", "指静脉", "掌静脉", "静脉识别", "静脉特征", "步态", "耳廓", "生物识别", "生物特征",
        "生物信息采集", "面容id", "声音样本", "笔迹特征", "人像特征", "人像识别",
    ),
    "blood": ("血型", "血液", "血红蛋白", "血小板", "白细胞", "红细胞", "血样", "熊猫血", "验血", "血检", "抽血"),
    "disability": (
        "残疾", "身心障碍", "伤残", "残障", "致残", "病残", "残联", "残情", "肢残", "智残", "听残", "视残", "残级",
        "残等", "残证", "聋哑", "聋人", "盲人", "失明", "失聪", "失语", "视障", "听障", "智障", "视力障碍",
        "听力障碍", "听力损失", "言语障碍", "语言障碍", "肢体障碍", "智力障碍", "行动障碍", "行动不便", "轮椅",
        "助听器", "人工耳蜗", "瘫痪", "脑瘫", "假肢",
    ),
    "mental_health": (
        "心理状况", "心理情况", "心理状态", "心理测评", "心理测试", "心理测验", "心理评估", "心理普查", "心理筛查",
        "心理量表", "心理咨询", "心理辅导", "心理危机", "心理问题", "心理异常", "心理档案", "心理健康", "心理疾",
        "心理障碍", "心理诊", "心理预警", "心理等级", "心理访谈", "心理治疗", "心理得分", "心理分", "精神病",
        "精神疾", "精神状况", "精神状态", "精神障碍", "精神异常", "精神分裂", "精神类", "精神科", "精神健康", "抑郁",
        "焦虑", "双相", "躁狂", "强迫症", "自闭", "孤独症", "多动症", "厌食", "暴食", "失眠", "自杀", "自残",
        "情绪障碍", "情绪状态", "自伤",
        "轻生", "成瘾",
    ),
    "medication": (
        "用药", "服药", "吃药", "药物", "药史", "处方", "服用", "药品名", "常备药", "注射", "胰岛素", "吸毒",
        "毒品检测", "尿检", "酗酒", "酒精依赖",
    ),
    "allergy": ("过敏", "变态反应", "不耐受", "皮试", "忌口", "饮食禁忌"),
    "pregnancy": (
        "怀孕", "妊娠", "避孕", "孕期", "孕史", "孕产", "孕妇", "孕检", "孕周", "早孕", "产检", "绝育", "生理期",
        "堕胎", "流产", "人流",
        "月经", "经期", "例假", "生育状况", "生育情况", "生育史", "哺乳",
    ),
    "disease": (
        "病", "患者", "诊断", "确诊", "体检", "健康", "身体状", "身体情况", "身体条件", "身体缺陷", "身体异常",
        "身心状况", "身高", "体重", "体温", "体脂", "肺活量", "血压", "血糖", "血脂", "血常规", "贫血", "心率",
        "心电图", "肝功能", "转氨酶", "视力", "近视", "色盲", "色弱", "辨色", "癌", "肿瘤", "糖尿", "哮喘", "癫痫",
        "心脏", "骨折", "肝炎", "乙肝", "丙肝", "大三阳", "小三阳", "艾滋", "梅毒", "结核", "新冠", "核酸", "抗原",
        "抗体", "阳性", "感染", "密接", "疫苗", "接种", "免疫史", "手术", "住院", "就诊", "门诊", "就医", "医疗",
        "医嘱", "症状", "发热", "发烧", "咳嗽", "治疗", "康复", "伤情", "受伤", "伤史", "外伤", "器官移植", "智商",
        "既往史", "化验结果", "化验单", "核磁检查", "甲亢", "甲状腺", "痛风", "湿疹", "昏厥", "晕厥", "脊柱侧弯",
        "屈光度",
        "肥胖", "营养不良", "工伤", "器官捐献", "体格检查",
    ),
    "income": (
        "收入", "工资", "薪资", "薪酬", "薪金", "薪水", "年薪", "月薪", "底薪", "退休金", "养老金", "低保", "五保",
        "特困", "贫困", "建档立卡", "经济困难", "家庭困难", "困难等级", "困难类型", "困难程度", "困难认定", "经济状",
        "经济情况", "经济来源", "家庭经济", "家境",
    ),
    "deposits": ("存款", "储蓄", "账户余额", "银行余额", "卡内余额", "存折", "公积金", "定期存", "活期"),
    "securities": (
        "证券", "股票", "债券", "国债", "期货", "基金账户", "持有基金", "基金份额", "公募基金", "私募", "持仓",
        "股权", "股份", "期权", "炒股", "理财", "投资额", "投资情况", "投资账户", "投资收益", "比特币", "虚拟货币",
        "加密货币",
    ),
    "insurance": (
        "保险", "参保", "投保", "保单", "保费", "社保", "社会保障", "险种", "新农合", "寿险", "意外险", "车险",
        "重疾险", "学平险", "健保",
        "劳保",
    ),
    "property": (
        "不动产", "房产", "房屋", "产权", "住房情况", "住房面积", "住房性质", "购房", "财产", "自有住房", "房贷",
        "固定资产总", "家产", "家庭资产",
        "个人资产", "资产状", "资产总", "资产情况", "净资产", "名下资产", "车辆", "私家车", "家庭汽车", "购车",
        "宅基地", "耕地", "土地面积",
    ),
    "tax": ("税",),
    "bank_account": (
        "银行卡", "银行账", "银行户", "开户行", "开户银行", "开户支行", "开户网点", "储蓄卡", "信用卡", "借记卡",
        "工资卡", "收款账", "收款卡", "汇款账", "打款账", "工行卡", "农行卡", "中行卡", "建行卡", "交行卡", "邮储卡",
        "支付宝", "微信支付", "卡有效期", "银联卡",
    ),
}  # fmt: skip
# In the singular. Several words must stand one after the other.
ENGLISH = {
    "religion": (
        "religion", "religious", "faith", "church", "mosque", "baptism", "baptized", "baptised", "baptismal", "creed",
        "sect", "denomination", "muslim", "christian", "catholic", "protestant", "buddhist", "buddhism", "islam",
        "islamic", "hindu", "jewish", "taoist", "worship", "prayer", "belief", "halal", "sikh", "atheist",
        "zoroastrian", "parish",
    ),
    "genes": (
        "gene", "genetic", "genome", "genomic", "genotype", "dna", "chromosome", "hereditary", "karyotype", "snp",
        "brca",
    ),
    "fingerprint": ("fingerprint", "finger print", "thumbprint", "thumb print", "fingermark"),
    "biometrics": (
        "biometric", "palmprint", "palm print", "palm vein", "finger vein", "vein pattern", "voiceprint",
        "voice print", "voice template", "face template", "face id", "face recognition", "face scan", "face feature",
        "face image", "face data", "face vector", "face embedding", "facial", "iris", "retina", "retinal", "gait",
        "hand geometry", "touch id", "face photo", "faceprint", "earprint", "keystroke dynamics",
        "bio metric",
    ),
    "blood": (
        "blood type", "blood group", "blood", "abo", "rhesus", "rh factor", "rh type", "haemoglobin",
        "hemoglobin", "cholesterol", "glucose level",
        "platelet", "rhd"),
    "disability": (
        "disability", "disabled", "handicap", "handicapped", "impairment", "impaired", "blind", "deaf", "wheelchair",
        "special need", "hearing loss", "dyslexia", "paralysed", "paralyzed", "special educational need",
        "cerebral palsy",
        "hearing aid", "learning difficulty", "accessibility need",
    ),
    "mental_health": (
        "mental", "mental health", "mental illness", "psychiatric", "psychiatry", "psychological", "depression",
        "depressed", "anxiety", "bipolar", "schizophrenia", "autism", "autistic", "adhd", "ptsd", "suicide",
        "suicidal", "self harm", "scl", "phq", "gad", "counselling record", "counseling record", "therapy",
        "therapist", "addiction", "eating disorder", "psychotherapy", "psychologist", "ocd", "anorexia",
        "panic attack",
        "mmpi", "insomnia",
    ),
    "medication": (
        "medication", "medicine", "prescription", "prescribed", "drug taken", "drug", "insulin", "dosage", "med list",
        "antidepressant", "painkiller",
        "inhaler", "substance abuse", "alcohol dependence",
    ),
    "allergy": (
        "allergy", "allergic", "allergen", "anaphylaxis", "intolerance", "epipen", "gluten free",
        "dietary requirement",
    ),
    "pregnancy": (
        "pregnancy", "pregnant", "contraception", "contraceptive", "birth control", "abortion", "miscarriage",
        "maternity", "menstrual", "menstruation", "gravidity", "trimester", "iud",
    ),
    "disease": (
        "disease", "illness", "medical", "diagnosis", "diagnose", "diagnosed", "health", "sickness", "sick",
        "ailment", "symptom", "vaccination", "vaccine", "vaccinated", "immunization", "immunisation",
        "hospitalization", "hospitalisation", "hospital", "hospitalized", "surgery", "surgical", "treatment",
        "clinical", "patient", "infection", "infected", "hiv", "hepatitis", "hbv", "hcv", "hpv", "tb status",
        "tb test", "hep b", "hep c", "hepb", "hepc", "tuberculosis", "covid", "corona", "coronavirus", "sars", "std",
        "sti", "nucleic acid", "pcr", "antigen", "antibody", "cancer", "tumor", "tumour", "diabete", "diabetic",
        "asthma", "epilepsy", "hypertension", "blood pressure", "heart rate", "bmi", "body mass", "body weight",
        "weight kg", "weight", "height cm", "height", "eyesight", "color blind", "colour blind", "injury",
        "physical condition", "physical exam", "chronic", "iq", "leukemia", "leukaemia", "seizure", "cardiac",
        "heart condition", "migraine", "malaria", "fever", "body temperature", "ecg", "mri",
        "lab result", "lab test", "physical examination", "myopia", "transplant", "organ donor", "clinic visit",
    ),
    "income": (
        "income", "salary", "wage", "earning", "pay slip", "payslip", "payroll", "poverty", "low income",
        "financial need", "financial hardship", "financial difficulty", "economic status", "economic situation",
        "economic difficulty", "financial situation", "financial status", "pension", "remuneration", "gross income",
        "monthly pay",
    ),
    "deposits": ("deposit", "saving", "bank balance", "account balance", "provident fund", "passbook"),
    "securities": (
        "security holding", "securities", "stock", "stock holding", "share held", "shareholding", "bonds", "futures",
        "mutual fund", "investment portfolio", "bitcoin", "crypto", "cryptocurrency", "investment account",
        "investment amount",
    ),
    "insurance": (
        "insurance", "insured", "insurer", "insurance policy", "medicare", "medicaid", "social security number",
        "ssn", "policyholder",
    ),
    "property": (
        "property", "real estate", "asset", "house owned", "home ownership", "homeowner", "land owned", "car owned",
        "vehicle", "mortgage", "net worth", "wealth", "license plate", "land ownership",
    ),
    "tax": ("tax", "taxation", "taxable", "vat", "tax return"),
    "bank_account": (
        "bank account", "bank card", "credit card", "debit card", "bank no", "bank number", "account no bank", "iban",
        "swift", "card expiry", "cvv", "bank name", "bank branch", "alipay", "sort code", "paypal",
    ),
}  # fmt: skip
# Found inside a word too: so long that no other word holds them by chance.
STEMS = {
    "religion": ("religio", "baptis", "buddhis"),
    "genes": ("genotyp", "chromosom"),
    "fingerprint": ("fingerprint", "thumbprint"),
    "biometrics": ("biometric", "voiceprint", "faceprint", "palmprint", "facialrecog"),
    "blood": ("bloodtype", "bloodgroup", "bloodgrp"),
    "disability": ("disabilit", "handicap"),
    "mental_health": ("mentalhealth", "psychiatr", "schizophren"),
    "medication": ("medication", "prescription"),
    "allergy": ("allerg",),
    "pregnancy": ("pregnan", "contracept"),
    "disease": (
        "disease", "illness", "diagnos", "medicalhist", "medicalrec", "vaccin", "hepatitis", "diabet", "asthma",
        "epilep", "tubercul", "hospitali",
    ),
    "income": ("familyincome", "annualincome", "salary", "salaries"),
    "deposits": ("bankbalance",),
    "securities": ("stockholding", "cryptocurr"),
    "insurance": ("insuranc",),
    "property": ("realestate",),
    "tax": ("incometax", "taxpaid", "taxreturn"),
    "bank_account": ("bankaccount", "bankcard", "creditcard"),
}  # fmt: skip
# Before anything else: what a policy covers is no finding about a body.
MEANS = {
    "基本医疗保险": "保险", "医疗保险": "保险", "健康保险": "保险", "重大疾病保险": "保险", "疾病保险": "保险",
    "大病保险": "保险", "大病医保": "保险", "伤残保险": "保险", "人身意外伤害保险": "保险", "生育保险": "保险",
    "养老保险": "保险", "财产保险": "保险", "医保": "保险", "住房公积金": "公积金", "药物过敏": "过敏",
    "药品过敏": "过敏", "工资卡": "银行卡", "储蓄卡": "银行卡",
}  # fmt: skip
MEANS_ENGLISH = {
    "medical insurance": "insurance", "health insurance": "insurance", "property insurance": "insurance",
    "deposit card": "bank card", "saving account number": "bank account", "income tax": "tax",
    "drug allergy": "allergy", "medication allergy": "allergy", "medicine allergy": "allergy",
}  # fmt: skip
# Taken out of a heading before it is judged: majors, courses, deeds, numbers of firms, counts of days.
INNOCENT = (
    "宗教学", "宗教研究", "宗教事务", "宗教文化", "信仰教育", "理想信仰", "知道教", "报道教", "教会学生", "基督城",
    "红色基因", "文化基因", "基因工程", "基因组学", "基因编辑", "遗传学", "遗传育种", "遗传与育种", "文件指纹",
    "证书指纹", "数字指纹", "数据指纹", "设备指纹", "浏览器指纹", "面部表情", "人脸识别技术", "人脸识别课",
    "京剧脸谱", "脸谱艺术", "血液学", "血液内科", "血液中心", "血液病学", "献血", "残疾人事业", "残疾人教育", "助残",
    "扶残", "残疾人运动", "残疾人志愿", "关爱残疾", "病假", "病虫", "病理学", "病毒", "病原", "疾病预防", "疾病控制",
    "防病", "语病", "诊断性", "故障诊断", "诊断学", "设备诊断", "诊断程序", "健康教育", "公共健康", "健康管理",
    "健康服务", "健康科学", "健康学院", "大健康", "健康产业", "健康中国", "健康大数据", "健康志愿", "健康讲座",
    "健康宣传", "健康知识", "心理健康月", "心理健康节", "心理咨询师", "心理咨询室值班", "医疗器械", "医疗管理",
    "医疗设备", "医疗志愿", "医疗队", "治疗学", "康复治疗学", "康复学", "康复工程", "康复科学", "手术室护理",
    "住院医师", "门诊志愿", "临床诊断学", "肿瘤学", "药物化学", "药物分析", "药物制剂", "药物设计", "药物科学",
    "药物学", "处方学", "感染力", "感染学", "孕育", "用药学", "体重秤", "阳性率统计", "抗疫", "防疫志愿",
    "疫苗接种志愿", "接种点志愿", "核酸检测志愿", "近视防控", "心脏复苏", "心脏按压", "视力保护", "传染病学",
    "中药学", "收入库", "收入档案", "收入知网", "收入数据库", "收入论文集", "收入汇编", "证券学", "证券投资学",
    "证券投资", "证券与期货", "国债学", "投资与理财", "理财学", "理财规划", "金融理财", "保险学", "保险箱",
    "保险专业", "保险精算", "保险系", "保险柜", "保险法", "公共财产", "财产损失", "财产安全", "财产法", "财产清查",
    "学校财产", "知识产权", "产权代码", "房屋建筑", "房屋质量", "车辆工程", "新能源车辆", "车辆学院", "资产管理处",
    "贫困县", "贫困地区", "贫困村", "脱贫", "扶贫", "特困供养机构", "纳税人识别号", "税号", "税务", "税收学", "税收",
    "税法", "财税", "税务师", "关税学",
)  # fmt: skip
INNOCENT_ENGLISH = (
    "religious study", "religious education", "good faith", "faithful", "genetic engineering", "genetic algorithm",
    "gene engineering", "file fingerprint", "certificate fingerprint", "device fingerprint", "browser fingerprint",
    "blood donation", "blood donor", "blood drive", "health education", "health science", "health management",
    "health school", "health service management", "public health", "school of health", "college of health",
    "school of medicine", "college of medicine", "faculty of medicine", "department of medicine", "medicine school",
    "chinese medicine", "veterinary medicine", "medicine major", "clinical medicine", "preventive medicine",
    "medical school", "medical college", "medical science", "medical university", "medical engineering",
    "medical student", "medical imaging", "medical faculty", "medical english", "clinical psychology",
    "hospital management", "sick leave", "maternity leave", "sick day", "intellectual property", "public property",
    "property damage", "property management", "property right law", "school property", "tax number", "tax id",
    "tax law", "taxpayer number", "security study", "security code", "future plan", "future career", "stock number",
    "stock code", "bond paper", "career future", "insurance study", "insurance major", "insurance science",
    "insurance law", "blind review", "double blind", "hardship area", "drug policy", "fixed asset number",
    "asset number", "vehicle engineering", "account name", "christian name", "mental arithmetic", "line height",
    "row height", "column weight", "weight of score", "score weight", "weighted", "weight factor", "weight percent",
    "credit weight", "water treatment", "wastewater treatment", "heat treatment", "data treatment", "surgery school",
    "pharmacy school", "art therapy course", "bank holiday", "face to face",
)  # fmt: skip
# With which the words above are written together: bloodtypeabo, familyincome, HIVSTATUS.
JOINED_WITH = (
    "address", "affiliation", "aids", "amount", "assessment", "cycle", "hearing", "member", "membership", "risk",
    "visual", "and", "annual", "cash", "cert", "certificate", "disorder", "session", "scale", "any", "card",
    "category", "child", "class", "code", "condition", "count", "data", "date", "day", "detail", "details", "desc",
    "description", "education", "exam", "examination", "family", "father", "field", "file", "flag", "form", "for",
    "group", "guardian", "has", "have", "her", "his", "historical", "history", "home", "household", "id", "if",
    "image", "in", "info", "information", "intake", "is", "item", "kind", "last", "level", "list", "monthly", "month",
    "mother", "my", "name", "no", "note", "notes", "num", "number", "of", "on", "other", "own", "owned", "owner",
    "paid", "parent", "parents", "past", "per", "person", "personal", "policy", "positive", "profile", "rate",
    "reading", "record", "records", "registered", "remark", "remarks", "report", "result", "results", "sample",
    "scan", "school", "score", "self", "sex", "status", "state", "stu", "student", "summary", "template", "test",
    "the", "to", "total", "type", "types", "used", "user", "value", "with", "year", "yearly", "yesno", "your",
)  # fmt: skip
# Of the long words above, those that other words hold: disinfection, hospitality.
NOT_INSIDE = frozenset(("infection", "treatment"))
# Words that hold one of the words above by chance, and plurals that mean something else than their singular.
ORDINARY = ("generate", "generated", "insect", "fundamental", "stdin", "stdout")
PLURALS = frozenset(("securities", "futures", "bonds", "sars", "aids"))
# Traditional signs that occur in the words above, and what they are in simplified form.
TRADITIONAL = (
    "遺遗傳传紋纹聲声臉脸靜静脈脉態态識识別别徵征歷历曆历診诊斷断體体檢检狀状況况殘残傷伤級级聾聋啞哑視视聽听礙碍鬱郁慮虑癲癫癇痫藥药處处過过懷怀墮堕產产愛爱結结陽阳陰阴種种針针檔档醫医療疗術术資资儲储帳账"
    "賬账戶户餘余額额證证債债貨货倉仓財财險险參参單单動动車车輛辆納纳稅税個个繳缴銀银號号貧贫經经濟济難难禮礼眾众蘭兰團团齋斋關关繫系係系學学師师質质權权務务類类試试測测評评詢询導导異异問问題题預预訪访談谈"
    "雙双強强獨独癥症癒愈職职業业員员東东猶犹變变應应髮发發发燒烧膽胆腫肿癡痴輪轮聯联譜谱採采劃划遷迁補补償偿積积開开網网點点儀仪億亿蓋盖護护圖图書书館馆廟庙聖圣領领國国語语說说訊讯據据庫库減减壓压鬆松顱颅"
    "腦脑屍尸驗验熱热嘔呕瀉泻確确環环塵尘爾尔農农郵邮貸贷際际嚴严隱隐寶宝幣币購购貢贡複复復复後后裡里諮咨殺杀帐账壽寿臟脏腎肾齡龄勞劳損损備备長长門门間间條条無无與与專专報报實实現现稱称項项時时歲岁樣样進进"
    "選选錄录鑑鉴鑒鉴癱瘫瘓痪會会婦妇難难單单樣样筆笔適适應应養养風风濕湿驗验檢检"
)
FOLDED = {ord(TRADITIONAL[at]): TRADITIONAL[at + 1] for at in range(0, len(TRADITIONAL), 2)}
