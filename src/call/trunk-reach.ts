/** Whether the PBX reaches a trunk's carrier, as its own signs of life show it (qualify). */
export interface TrunkReach {
  readonly trunk: string;
  readonly reachable: boolean;
}
