import type { Language } from "./language.ts";

interface Fact {
  readonly question: RegExp;
  readonly answers: Readonly<Record<Language, string>>;
}

const facts: readonly Fact[] = [
  fact(/capital of france|法国的?首都|フランスの首都|프랑스의 수도/i, "Paris", "巴黎", "パリ", "파리"),
  fact(/capital of japan|日本的?首都|日本の首都|일본의 수도/i, "Tokyo", "东京", "東京", "도쿄"),
  fact(/capital of china|中国的?首都|中国の首都|중국의 수도/i, "Beijing", "北京", "北京", "베이징"),
  fact(/capital of germany|德国的?首都|ドイツの首都|독일의 수도/i, "Berlin", "柏林", "ベルリン", "베를린"),
  fact(/capital of italy|意大利的?首都|イタリアの首都|이탈리아의 수도/i, "Rome", "罗马", "ローマ", "로마"),
  fact(/capital of australia|澳大利亚的?首都|オーストラリアの首都/i, "Canberra", "堪培拉", "キャンベラ", "캔버라"),
  fact(/chemical symbol (?:for|of) gold|金的(?:化学|元素)符号|金の元素記号/i, "Au", "Au", "Au", "Au"),
  fact(/chemical formula (?:for|of) water|水的化学式|水の化学式/i, "H2O", "H2O", "H2O", "H2O"),
  fact(/largest planet|最大的行星|最大の惑星|가장 큰 행성/i, "Jupiter", "木星", "木星", "목성"),
  fact(/red planet|红色(?:的)?(?:行星|星球)|赤い惑星|붉은 행성/i, "Mars", "火星", "火星", "화성"),
  fact(
    /wrote (?:romeo|hamlet)|(?:哈姆雷特|罗密欧).*作者|谁写了/i,
    "Shakespeare",
    "莎士比亚",
    "シェイクスピア",
    "셰익스피어",
  ),
  fact(/highest mountain|最高的山|最高峰|가장 높은 산/i, "Mount Everest", "珠穆朗玛峰", "エベレスト", "에베레스트"),
  fact(/how many continents|几个大洲|几大洲|大陸はいくつ/i, "7", "7", "7", "7"),
  fact(/days (?:are there )?in a week|一周有几天|一个星期有几天|一週間は何日/i, "7", "7", "7", "7"),
  fact(/speed of light|光速/i, "299,792 km/s", "299792千米/秒", "秒速299,792km", "299,792 km/s"),
  fact(/opposite of (?:"|')?hot/i, "cold", "冷", "冷たい", "차가운"),
];

const operand = String.raw`(\d{1,6}(?:\.\d{1,3})?)`;

/** Signs that also stand in dates, ranges and sizes count only between blanks, before an equals, or alone. */
const arithmetic: readonly RegExp[] = [
  new RegExp(String.raw`(?<!\d)${operand}\s*([+*×÷])\s*${operand}(?!\d)`),
  new RegExp(String.raw`(?<!\d)${operand}\s+([-−/x])\s+${operand}(?!\d)`),
  new RegExp(String.raw`(?<!\d)${operand}\s*([-−/x])\s*${operand}\s*(?:=|等于|equals|は)`),
  new RegExp(String.raw`^\s*${operand}\s*([-−/x])\s*${operand}\s*\??\s*$`),
];

/** The right answer to simple arithmetic or a well-known question; null when it is neither. */
export function lookUp(question: string, language: Language): string | null {
  if (question.length > 500) return null;
  return calculate(question) ?? facts.find((known) => known.question.test(question))?.answers[language] ?? null;
}

function calculate(question: string): string | null {
  const match = arithmetic.map((pattern) => pattern.exec(question)).find((found) => found !== null);
  const [, left, operator, right] = match ?? [];
  if (left === undefined || operator === undefined || right === undefined) return null;
  const [a, b] = [Number(left), Number(right)];
  if (operator === "+") return format(a + b);
  if (operator === "-" || operator === "−") return format(a - b);
  if (operator === "*" || operator === "×" || operator === "x") return format(a * b);
  return b === 0 ? null : format(a / b);
}

function format(value: number): string {
  return String(Number(value.toFixed(3)));
}

function fact(question: RegExp, en: string, zh: string, ja: string, ko: string): Fact {
  return { question, answers: { en, zh, ja, ko } };
}
