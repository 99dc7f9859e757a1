import { PROBED_DOORS, type ProbedDoor, type ProbePath, pathsThrough } from './probe-path.ts';

/** What is asked for; absent: all of it. */
export interface Selection {
  readonly trunk?: string;
  readonly door?: ProbedDoor;
  readonly path?: ProbePath;
}

/** One path through one door of one trunk. */
export interface PlannedProbe {
  readonly trunk: string;
  readonly door: ProbedDoor;
  readonly path: ProbePath;
}

/** Everything a test tries beside its controls, door by door. Pure. */
export function planned(trunks: readonly string[], { trunk, door, path }: Selection): readonly PlannedProbe[] {
  return trunks
    .filter((each) => trunk === undefined || each === trunk)
    .flatMap((each) =>
      PROBED_DOORS.filter((one) => door === undefined || one === door).flatMap((one) =>
        pathsThrough(one)
          .filter((way) => path === undefined || way === path)
          .map((way) => ({ trunk: each, door: one, path: way })),
      ),
    );
}

/** Whether a selection leaves anything out. */
export function isPartial({ trunk, door, path }: Selection): boolean {
  return trunk !== undefined || door !== undefined || path !== undefined;
}
