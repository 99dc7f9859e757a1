import type { LegEndpoint, LegId } from './call-event.ts';

/**
 * Who told a fact. `ami` and `cel` come over a connection whose text a remote caller can reach into, so nothing they alone say may lead to a
 * call-back. `wire` is SIP and RTCP as the PBX mirrors them (HEP), or a tap beside it; `link` our own connections and probes.
 */
export type EvidenceSource = 'ari' | 'ami' | 'cel' | 'poller' | 'wire' | 'link';

/** `at` in milliseconds of one clock: the daemon's, or that of a recording. */
interface Told {
  readonly at: number;
  readonly source: EvidenceSource;
}

/** What was told of one leg. */
export type LegFact = Told & { readonly leg: LegId } & (
    | {
        /** The leg exists. May be told again, by every source and at any time. `incoming` is `null` where nobody can say any more. */
        readonly kind: 'seen';
        readonly through: LegEndpoint;
        readonly incoming: boolean | null;
      }
    /** The leg belongs to one call with everything else that bears this id (Asterisk: `Linkedid`), or with that leg. */
    | { readonly kind: 'grouped'; readonly with: string }
    /** Who called whom, where the leg itself did not say it. */
    | { readonly kind: 'directed'; readonly incoming: boolean }
    /** The leg is up. May be told again; the earliest counts. */
    | { readonly kind: 'answered' }
    | { readonly kind: 'bridge-entered' | 'bridge-left'; readonly bridge: string }
    /** Told of the leg that *asked* for hold. */
    | { readonly kind: 'held' | 'unheld' }
    /** Energy on the line (TALK_DETECT), not words. */
    | { readonly kind: 'talking' | 'quiet' }
    /** The SIP side of the leg ended it. `cause` is Q.850, `techCause` the SIP status (Asterisk ≥ 22.7.0); `null` where none was told. */
    | { readonly kind: 'hangup-requested'; readonly cause: number | null; readonly techCause: number | null }
    /** The PBX ends the leg. `flag` is Asterisk's soft-hangup flag (`channel.h`), which its events call "Cause": never a Q.850 value. */
    | { readonly kind: 'hangup-soft'; readonly flag: number }
    /** CHANNEL(hangupsource): a leg, or a label; both `null` where it is empty, as after an RTP timeout or an administrator's hang-up. */
    | { readonly kind: 'hangup-source'; readonly by: LegId | null; readonly label: string | null }
    | { readonly kind: 'ended'; readonly cause: number | null; readonly techCause: number | null }
    /** How dialling this leg ended: Asterisk's DIALSTATUS. */
    | { readonly kind: 'dial-ended'; readonly status: string }
    /** Somebody deliberately led this leg elsewhere, or took it back. The call goes on. */
    | {
        readonly kind: 'moved';
        readonly how: 'transferred' | 'transferred-away' | 'parked' | 'retrieved' | 'picked-up' | 'to-mailbox';
      }
    /** No RTP from this leg's far end since `since`, after `received` packets. */
    | { readonly kind: 'rtp-stalled'; readonly since: number; readonly received: number }
    | { readonly kind: 'rtp-resumed' }
    /** Its packets were counted: somebody watches its RTP. */
    | { readonly kind: 'rtp-counted' }
    /** An RTCP packet from this leg's far end. `lost`: the share of our audio that it missed, 0 to 1, or `null`. */
    | { readonly kind: 'rtcp'; readonly lost: number | null }
    /** A SIP message of this leg's dialog. `reason` is the raw value of its Reason headers; it goes no further than the parser. */
    | {
        readonly kind: 'sip';
        readonly direction: 'in' | 'out';
        readonly method: string;
        readonly status: number | null;
        readonly reason: string | null;
      }
    | { readonly kind: 'queue'; readonly word: 'joined' | 'abandoned' | 'agent-connected' | 'agent-complete' }
  );

/** What was told of the PBX, or of its ways to others. */
export type PbxFact = Told &
  (
    | {
        /** An endpoint's contact (or the registration of the trunk) is there, or is gone. */
        readonly kind: 'reachability';
        readonly endpoint: string;
        readonly reachable: boolean;
      }
    | { readonly kind: 'link-lost'; readonly link: 'ari' | 'ami' }
    /** A link is there again. `bootedAt` where the PBX says since when it runs. */
    | { readonly kind: 'link-up'; readonly link: 'ari' | 'ami'; readonly bootedAt: number | null }
    | { readonly kind: 'pbx-stopping' }
    /** A question that the PBX answers within milliseconds was not answered within seconds; or it was. */
    | { readonly kind: 'probe-unanswered' | 'probe-answered' }
  );

/** A timed fact about a call or the PBX. Texts that a remote caller controls are not carried, save `reason`. */
export type Evidence = LegFact | PbxFact;
