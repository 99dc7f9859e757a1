/**
 * What became of a REGISTER that the PBX was asked for. `unseen`: it was not seen on the wire, `why` in words. `told`: something in it may not be
 * there; `vector` is the judge's word for it, `severity` how grave.
 */
export type ProbedRegistration =
  | { readonly kind: 'clean' }
  | {
      readonly kind: 'told';
      readonly vector: string;
      readonly severity: 'leak' | 'unpresented' | 'suspicious' | 'unreadable';
    }
  | { readonly kind: 'unseen'; readonly why: string };

/**
 * Has a trunk register again and looks at it on the wire: a REGISTER goes to the carrier and to nobody else, so that the running daemon alone can
 * see it. Never rejects; settles within some seconds.
 */
export interface RegistrationProbe {
  register(trunk: string): Promise<ProbedRegistration>;
}
