/** What a connection has counted over all of its sessions. */
export interface LinkCounts {
  packetsSent: number;
  packetsReceived: number;
  /** With all headers above UDP. */
  bytesSent: number;
  bytesReceived: number;
  duplicatePackets: number;
  reorderedPackets: number;
  /** Packets that are not genuine: the key, or somebody's forgery. */
  undecryptablePackets: number;
  /** Datagrams that are no packets. */
  malformedDatagrams: number;
  /** Packets of streams that nobody said whose they are. */
  unknownPackets: number;
  /** Messages of the voice gateway that could not be read. */
  malformedMessages: number;
  udpErrors: number;
  identifies: number;
  resumes: number;
}

export function newLinkCounts(): LinkCounts {
  return {
    packetsSent: 0,
    packetsReceived: 0,
    bytesSent: 0,
    bytesReceived: 0,
    duplicatePackets: 0,
    reorderedPackets: 0,
    undecryptablePackets: 0,
    malformedDatagrams: 0,
    unknownPackets: 0,
    malformedMessages: 0,
    udpErrors: 0,
    identifies: 0,
    resumes: 0,
  };
}
