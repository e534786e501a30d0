// The keys of renkei.yaml: what each is called, where its value goes and what it may be. Reading the file,
// showing what holds, and the test of the sample file walk this one table.
#pragma once

#include "gateway/network/server/settings/settings.h"

#include <span>
#include <variant>

namespace renkei::server {

struct IntegerSetting {
    std::variant<unsigned*, std::uint64_t*, std::int64_t*> value;
    std::uint64_t least;
    std::uint64_t most;
};
struct NumberSetting {
    double* value;
    double least;
    double most;
};
struct BooleanSetting {
    bool* value;
};
struct TextSetting {
    std::string* value;
    std::string_view expected;
    bool (*fits)(std::string_view text);
};
enum class AddressScope : std::uint8_t { anywhere, better_loopback, only_loopback };
struct AddressSetting {
    http::Address* value;
    AddressScope scope;
};
struct OptionalAddressSetting { // "": none
    std::optional<http::Address>* value;
    AddressScope scope;
};
enum class Required : bool { no, yes };
struct PathSetting {
    std::filesystem::path* value;
    Required required = Required::yes;
};
struct PathListSetting {
    std::vector<std::filesystem::path>* value;
};
struct FoldersSetting { // by peer
    std::vector<FolderSetting>* value;
};
struct AuditForwardSetting {
    std::vector<auditforward::Target>* value;
};
using SettingTarget =
    std::variant<IntegerSetting, NumberSetting, BooleanSetting, TextSetting, AddressSetting,
                 OptionalAddressSetting, PathSetting, PathListSetting, FoldersSetting, AuditForwardSetting>;

struct SettingKey {
    std::string_view name; // "limits.connections"
    SettingTarget (*target)(Settings&);
};
std::span<const SettingKey> setting_keys();

// The value as the file writes it.
std::string to_text(const SettingTarget& target);

} // namespace renkei::server
