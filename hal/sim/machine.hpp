// The simulated machine as values: what its parts are and how they stand. Everything else in this room is a function
// over it: the tree of files (picture.hpp), the tools' answers (tools.hpp), upsd's (upsd_protocol.hpp), what a script
// changes (script.hpp) and what time does to it (md_engine.hpp, passage.hpp). machine_json.cpp names every field once
// more, so that a machine can be kept and shown.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tram::hal::sim {

enum class Bus : std::uint8_t { ata, nvme, scsi };

struct SelfTest {
    unsigned kind = 1;      // 1 short, 2 long, as all three standards number them
    std::string result;     // "running", "passed", "failed", "aborted"
    double remaining = 0;   // seconds, while it is running
    double whole = 0;       // that one of its kind takes
    std::uint64_t hours{};  // of the disk's age when it ended
};

struct Disk {
    Bus bus = Bus::ata;
    std::string vendor;  // SCSI has one of its own
    std::string model;
    std::string serial;
    std::string firmware;
    std::string wwn;  // sixteen hexadecimal digits
    std::uint64_t octets = 0;
    unsigned rotation = 0;  // turns a minute; 0 of flash
    std::string name;       // the kernel's, until the next start: "sda", "nvme0n1"

    std::string signature;  // of its content, in libblkid's word: "linux_raid_member", "ext4"; "" of a blank disk
    std::string arrayUuid;  // of a member: its array, itself, and how far it came
    std::string arrayName;
    std::string arrayLevel;
    unsigned arrayDisks = 0;
    std::uint64_t arraySectors = 0;
    std::string memberUuid;
    std::uint64_t events = 0;
    std::optional<unsigned> lastSlot;

    bool dead = false;      // gives nothing but I/O errors
    bool vanished = false;  // the kernel lists it, and opening it says that it is not there
    std::string smartTool = "ok";
    int smartExit = 0;
    std::map<std::string, std::uint64_t, std::less<>> figures;  // by the names that the script uses
    bool passed = true;
    double celsius = 33;
    std::string selfTest = "passed";  // how the next ones end
    std::vector<SelfTest> tests;      // newest first
    std::uint64_t reads = 0;          // of /sys/block/X/stat, in units of 512 octets
    std::uint64_t writes = 0;

    [[nodiscard]] std::uint64_t sectors() const { return octets / 512; }
};

struct Bay {
    unsigned number = 0;
    Bus bus = Bus::ata;  // what its connector takes
    std::optional<Disk> disk;
    std::optional<Disk> pulled;  // the one that was in it last
    bool locate = false;
};

struct Member {
    std::string device;  // the kernel's name of the disk, kept when the disk is gone
    unsigned bay = 0;
    bool detached = false;  // the disk was pulled
    std::optional<unsigned> slot;
    std::optional<unsigned> savedSlot;
    bool faulty = false;
    bool inSync = false;
    bool wantReplacement = false;
    bool replacement = false;
    bool writeMostly = false;
    std::int64_t errors = 0;
    bool badBlocks = false;
};

struct Array {
    std::string name;   // the kernel's, until the next start: "md0"
    std::string label;  // its own: "mail"
    std::string uuid;   // as mdadm writes it
    std::string level;  // "raid1", "raid10" (two copies, near)
    unsigned disks = 0;
    std::uint64_t sectors = 0;  // of each member
    std::vector<Member> members;
    std::string condition = "running";  // or "inactive", "stopped"
    bool broken = false;
    bool recoveryDisabled = false;
    std::string action = "idle";
    bool fast = false;  // a recovery from the bitmap
    double done = 0;    // sectors
    std::uint64_t mismatches = 0;
    std::uint64_t hidden = 0;  // mismatches that the next check finds
    std::uint64_t syncMin = 0;
    std::optional<std::uint64_t> syncMax;
    std::optional<std::uint64_t> speedMin;  // KiB a second
    std::optional<std::uint64_t> speedMax;
    std::uint64_t events = 100;
};

struct Link {
    std::string name;
    std::string zone;
    std::string address;  // IPv4
    std::string gateway;
    std::string mac;
    bool up = true;
    bool hasAddress = true;
    bool gatewayUp = true;
    bool hasRoute = true;  // over its gateway
    std::string bond;      // "bond0" that it is a member of, which then has its address; "" of none
    bool isOut = false;    // the bond does not use it
    unsigned megabits = 1000;
    std::uint64_t carrierChanges = 1;
    std::uint64_t errors = 0;
    double octetsIn = 0;
    double octetsOut = 0;
};

struct Fan {
    std::string name;
    unsigned turns = 0;
    std::string state = "ok";  // or "missing", "unreadable"
};

struct Thermometer {
    std::string name;   // as the script calls it
    std::string label;  // as the kernel or the BMC does
    double celsius = 0;
    double max = 0;
    double critical = 0;
    bool readable = true;
};

struct Dimm {
    std::string label;
    std::uint64_t corrected = 0;
    std::uint64_t uncorrected = 0;
};

// A line of the BMC's log.
struct SelEvent {
    std::int64_t time = 0;  // seconds since 1970
    std::string text;
};

struct Ups {
    std::string name;
    std::string serial;
    std::string fault;               // "" answers; else upsd's word
    std::string words;               // a status set by hand; "" of one that follows from the rest
    std::string supply = "on-line";  // "on-battery", "bypass", "calibrating", "off"
    bool lowBattery = false;
    bool replaceBattery = false;
    bool overload = false;
    bool forced = false;
    std::string alarm;
    double charge = 100;
    double chargeLow = 20;
    double fullRuntime = 1800;  // seconds with a full battery
    double load = 34;
};

struct Machine {
    std::string serial;
    std::int64_t born = 1'795'000'000;  // seconds since 1970 when it was switched on
    double elapsed = 0;                 // seconds since then
    double rebuildSeconds = 20;         // what a whole pass over an array takes
    double selfTestSeconds = 10;        // a short one; a long one takes six times as long
    unsigned starts = 0;                // renumberings
    unsigned inserted = 0;              // disks that got a serial number of their own
    std::vector<Bay> bays;
    std::vector<Array> arrays;
    std::vector<Link> links;
    std::vector<Fan> fans;
    std::vector<Thermometer> thermometers;
    std::vector<Dimm> dimms;
    std::vector<std::string> supplies;  // "ok", "lost", "failed", "missing"
    std::vector<Ups> units;
    std::string upsd = "on";  // "off", "silent", "nonsense"
    bool bmcAnswers = true;
    unsigned selPercent = 4;
    std::vector<SelEvent> sel;
    bool light = false;  // at the front, that the BMC switches
    bool watchdog = true;
    bool wasReset = false;  // by the watchdog, before this start
    [[nodiscard]] std::int64_t now() const { return born + static_cast<std::int64_t>(elapsed); }

    std::vector<std::string> journal;  // what systemctl, upsmon, ledctl, mdadm and others were told
};

// As it leaves the works: two NVMe disks (array "system"), four SATA disks (array "mail"), a SAS disk as its spare, one
// bay empty.
[[nodiscard]] Machine makeMachine();
// A disk of the kind that a bay takes, blank and without a name.
[[nodiscard]] Disk makeDisk(Bus bus, std::string serial);

// By number from 1; null where there is none.
[[nodiscard]] Bay* findBay(Machine& machine, unsigned number);
// The bay whose disk the kernel calls so ("sda"), whether or not it can be opened; null where there is none.
[[nodiscard]] Bay* findDisk(Machine& machine, std::string_view name);
// By the kernel's name or the label.
[[nodiscard]] Array* findArray(Machine& machine, std::string_view name);
// Of the arrays that are there; null where the disk is in none.
struct Membership {
    Array* array;
    Member* member;
};
[[nodiscard]] std::optional<Membership> membershipOf(Machine& machine, std::string_view device);
// The least name of its kind that is free; names of disks that an array still holds are not.
[[nodiscard]] std::string freeName(Machine& machine, Bus bus);
// Names that another start would give.
void renumber(Machine& machine);
// A UUID that follows from a text, in mdadm's form: four words of eight digits.
[[nodiscard]] std::string uuidOf(std::string_view text);
// The same in the form of the kernel and of libblkid, with dashes.
[[nodiscard]] std::string dashedUuid(std::string_view uuid);

}  // namespace tram::hal::sim
