/*
 * Writes what nl80211 answers, with the numbers and structs of the kernel's own
 * headers and in the order of net/wireless/nl80211.c (nl80211_send_iface(),
 * nl80211_send_station(), nl80211_send_survey()): no machine with Wi-Fi was at
 * hand to record from.
 *
 *   cc make_nl80211.c -o make && ./make > nl80211.hex
 */
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>
#include <stdio.h>
#include <string.h>

#define FAMILY 28 /* given at boot, another one on each machine */

static unsigned char message[4096];
static unsigned length;

static void begin(int type, int flags, int command) {
  struct nlmsghdr header = {0, type, flags, 1, 0};
  struct genlmsghdr generic = {command, 1, 0};
  memset(message, 0, sizeof message);
  memcpy(message, &header, sizeof header);
  memcpy(message + NLMSG_HDRLEN, &generic, sizeof generic);
  length = NLMSG_HDRLEN + GENL_HDRLEN;
}

static void put(int type, const void *value, int bytes) {
  struct nlattr attribute = {NLA_HDRLEN + bytes, type};
  memcpy(message + length, &attribute, sizeof attribute);
  memcpy(message + length + NLA_HDRLEN, value, bytes);
  length += NLA_ALIGN(NLA_HDRLEN + bytes);
}

static void put8(int type, int v) { unsigned char b = v; put(type, &b, 1); }
static void put16(int type, int v) { unsigned short b = v; put(type, &b, 2); }
static void put32(int type, unsigned v) { put(type, &v, 4); }
static void put64(int type, unsigned long long v) { put(type, &v, 8); }

static unsigned nest(int type) {
  unsigned at = length;
  put(type, "", 0);
  return at;
}

static void end_nest(unsigned at) {
  unsigned short bytes = length - at;
  memcpy(message + at, &bytes, 2);
}

static void end(const char *what) {
  memcpy(message, &length, 4);
  printf("# %s\n", what);
  for (unsigned i = 0; i < length; i++)
    printf("%02x%s", message[i], i % 32 == 31 ? "\n" : "");
  printf("\n");
}

static void rate(int type, int with_long, unsigned hundred_kbps) {
  unsigned at = nest(type);
  if (with_long) put32(NL80211_RATE_INFO_BITRATE32, hundred_kbps);
  if (hundred_kbps < 65536) put16(NL80211_RATE_INFO_BITRATE, hundred_kbps);
  put8(NL80211_RATE_INFO_VHT_MCS, 9);
  put8(NL80211_RATE_INFO_VHT_NSS, 2);
  put(NL80211_RATE_INFO_80_MHZ_WIDTH, "", 0);
  end_nest(at);
}

static void station(int flags, const char *mac, int signal, int with_long,
                    unsigned hundred_kbps, const char *what) {
  begin(FAMILY, flags, NL80211_CMD_NEW_STATION);
  put32(NL80211_ATTR_IFINDEX, 3);
  put(NL80211_ATTR_MAC, mac, 6);
  put32(NL80211_ATTR_GENERATION, 5);
  unsigned info = nest(NL80211_ATTR_STA_INFO);
  put32(NL80211_STA_INFO_CONNECTED_TIME, 3600);
  put32(NL80211_STA_INFO_INACTIVE_TIME, 12);
  put64(NL80211_STA_INFO_RX_BYTES64, 5000000000ull);
  put64(NL80211_STA_INFO_TX_BYTES64, 700000000ull);
  if (signal) {
    put8(NL80211_STA_INFO_SIGNAL, signal);
    put8(NL80211_STA_INFO_SIGNAL_AVG, signal - 1);
  }
  rate(NL80211_STA_INFO_TX_BITRATE, with_long, hundred_kbps);
  rate(NL80211_STA_INFO_RX_BITRATE, with_long, hundred_kbps - 867);
  put32(NL80211_STA_INFO_BEACON_LOSS, 0);
  end_nest(info);
  end(what);
}

static void survey(unsigned mhz, int noise, int in_use, const char *what) {
  begin(FAMILY, NLM_F_MULTI, NL80211_CMD_NEW_SURVEY_RESULTS);
  put32(NL80211_ATTR_IFINDEX, 3);
  unsigned info = nest(NL80211_ATTR_SURVEY_INFO | NLA_F_NESTED);
  put32(NL80211_SURVEY_INFO_FREQUENCY, mhz);
  if (noise) put8(NL80211_SURVEY_INFO_NOISE, noise);
  if (in_use) put(NL80211_SURVEY_INFO_IN_USE, "", 0);
  put64(NL80211_SURVEY_INFO_TIME, 100);
  end_nest(info);
  end(what);
}

static void interface(int iftype, const char *ssid, const char *what) {
  begin(FAMILY, 0, NL80211_CMD_NEW_INTERFACE);
  put32(NL80211_ATTR_IFINDEX, 3);
  put(NL80211_ATTR_IFNAME, "wlan0", 6);
  put32(NL80211_ATTR_WIPHY, 0);
  put32(NL80211_ATTR_IFTYPE, iftype);
  put64(NL80211_ATTR_WDEV, 1);
  put(NL80211_ATTR_MAC, "\x02\0\0\0\0\x63", 6);
  put32(NL80211_ATTR_GENERATION, 5);
  if (ssid) {
    put32(NL80211_ATTR_WIPHY_FREQ, 5180);
    put32(NL80211_ATTR_CHANNEL_WIDTH, NL80211_CHAN_WIDTH_80);
    put32(NL80211_ATTR_CENTER_FREQ1, 5210);
  }
  put32(NL80211_ATTR_WIPHY_TX_POWER_LEVEL, 2200);
  if (ssid) put(NL80211_ATTR_SSID, ssid, strlen(ssid));
  end(what);
}

int main(void) {
  printf("# nl80211's answers, made by make_nl80211.c beside this file with the\n"
         "# headers of Linux 6.1 (Debian 12, linux-libc-dev), little-endian.\n");
  begin(GENL_ID_CTRL, 0, CTRL_CMD_NEWFAMILY);
  put(CTRL_ATTR_FAMILY_NAME, "nl80211", 8);
  put16(CTRL_ATTR_FAMILY_ID, FAMILY);
  put32(CTRL_ATTR_VERSION, 1);
  end("0: the family");
  interface(NL80211_IFTYPE_STATION, "Caf\xc3\xa9 5G", "1: associated");
  interface(NL80211_IFTYPE_STATION, NULL, "2: not associated");
  interface(NL80211_IFTYPE_AP, "ours", "3: an access point itself");
  station(NLM_F_MULTI, "\x02\0\0\0\0\x01", -61, 1, 8667, "4: its access point");
  station(NLM_F_MULTI, "\x02\0\0\0\0\x02", 0, 0, 1300,
          "5: of a driver that tells little");
  station(NLM_F_MULTI, "\x02\0\0\0\0\x03", -42, 1, 115290, "6: of Wi-Fi 7");
  survey(5200, -90, 0, "7: another channel");
  survey(5180, -95, 1, "8: the channel in use");
  survey(5180, 0, 1, "9: the same, of a driver that knows no noise");
  return 0;
}
