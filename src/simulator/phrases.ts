import type { Language } from "./language.ts";

/** What answers are made of in one language. */
export interface Phrases {
  /** How a model likes to begin; the first is not to begin at all. */
  readonly openings: readonly string[];
  readonly sentences: readonly string[];
  readonly separator: string;
}

/** Plausible things to say that say nothing. */
export const phrases: Readonly<Record<Language, Phrases>> = {
  en: {
    openings: ["", "In short: ", "Certainly. ", "Good question. "],
    sentences: [
      "The main point is that small steps add up over time.",
      "It depends on the context, but the usual answer is yes.",
      "Start with the simplest version and improve it later.",
      "Two things matter most: clarity and consistency.",
      "There are several reasons for this, and cost is only one.",
      "A short example makes the difference easy to see.",
      "Most people notice the effect within a few weeks.",
      "The first option is cheaper, the second one is faster.",
      "In practice, both approaches lead to similar results.",
      "This is widely accepted, although details are debated.",
      "Check the numbers twice before you rely on them.",
      "The process has three stages: plan, build and review.",
      "Warm water, patience and a clean table are enough.",
      "The sky looks blue because short waves scatter more.",
      "Keep the text brief so that readers stay with you.",
      "Older versions behave differently in this respect.",
    ],
    separator: " ",
  },
  zh: {
    openings: ["", "简单来说，", "好的。", "这是个好问题。"],
    sentences: [
      "关键在于把大的目标分成容易完成的小步骤，再逐一落实。",
      "这要看具体情况，不过在大多数时候答案都是肯定的。",
      "建议先从最简单的方案开始，之后再根据结果慢慢改进。",
      "最重要的有两点：一是表达清楚，二是前后保持一致。",
      "造成这种现象的原因有好几个，成本只是其中之一。",
      "举一个简短的例子，就能很容易看出两者之间的区别。",
      "第一种方法花费更少，第二种方法则能更快看到效果。",
      "从实际经验来看，这两种做法最后得到的结果差不多。",
      "这一观点已经被广泛接受，但具体的细节仍有争议。",
      "整个过程可以分为三个阶段：计划、实施和最后的检查。",
      "在引用这些数字之前，最好再仔细核对一遍它们的来源。",
      "天空之所以是蓝色的，是因为短波长的光更容易散射。",
    ],
    separator: "",
  },
  ja: {
    openings: ["", "簡単に言うと、", "はい。", "良い質問ですね。"],
    sentences: [
      "大切なのは、大きな目標を小さな段階に分けて進めることです。",
      "状況にもよりますが、多くの場合は問題ないと考えられます。",
      "まずは一番簡単な方法から始めて、後で少しずつ改善しましょう。",
      "特に重要なのは、分かりやすさと一貫性の二つの点です。",
      "その理由はいくつかありますが、費用はその一つにすぎません。",
      "短い例を一つ見れば、両者の違いがすぐに分かると思います。",
      "一つ目の方法は安く、二つ目の方法は早く結果が出ます。",
      "実際には、どちらのやり方でもほとんど同じ結果になります。",
      "この考え方は広く受け入れられていますが、議論もあります。",
      "全体の流れは、計画、実行、確認という三つの段階です。",
    ],
    separator: "",
  },
  ko: {
    openings: ["", "간단히 말하면, ", "네. ", "좋은 질문입니다. "],
    sentences: [
      "중요한 것은 큰 목표를 작은 단계로 나누어 진행하는 것입니다.",
      "상황에 따라 다르지만 대부분의 경우에는 문제가 없습니다.",
      "가장 간단한 방법부터 시작하고 나중에 조금씩 개선하세요.",
      "특히 중요한 점은 명확함과 일관성, 이 두 가지입니다.",
      "여러 가지 이유가 있으며 비용은 그중 하나일 뿐입니다.",
      "짧은 예를 하나 보면 둘의 차이를 쉽게 알 수 있습니다.",
      "첫 번째 방법은 저렴하고 두 번째 방법은 더 빠릅니다.",
      "실제로는 두 가지 방식 모두 비슷한 결과를 가져옵니다.",
      "이 견해는 널리 받아들여지지만 세부 사항은 논쟁 중입니다.",
      "전체 과정은 계획, 실행, 검토의 세 단계로 이루어집니다.",
    ],
    separator: " ",
  },
};
