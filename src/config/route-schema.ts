import { z } from "zod";

const text = () => z.string().min(1);

/** Which proxy requests go through. */
export const proxySchema = z.union([text(), z.literal(false)], { error: "the URL of a proxy, or false" });

/** Whom to trust beside the authorities that Node knows. */
export const authoritiesSchema = z.union([text(), z.array(text())], {
  error: "the path of a PEM file, or a list of them",
});
