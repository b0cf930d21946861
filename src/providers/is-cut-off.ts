/** True for text that starts as JSON and ends before its last bracket or quotation mark is closed. */
export function isCutOff(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  let open = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isInString && character === "\\") index++;
    else if (character === '"') isInString = !isInString;
    else if (isInString) continue;
    else if (character === "{" || character === "[") open++;
    else if (character === "}" || character === "]") open--;
  }
  return isInString || open > 0;
}
