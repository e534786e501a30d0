// What stands in a cache of mappings. It is a head, a blob with these tables, and the forms. The forms are
// blobs of their own, each with its own checksum, so the checksum of the tables does not cover them.
#pragma once

#include "gateway/core/base/blob.h"
#include "gateway/forms/transfer/transfer.h"

#include <deque>
#include <string>
#include <string_view>

namespace renkei::catalogue {

inline constexpr std::uint32_t cache_version = 10;

struct CacheHead {
    std::uint64_t tables_size;
    std::uint64_t forms_size;
};
enum CacheSection : std::uint32_t {
    c_forms = 1,
    c_name_slots,
    c_name_texts,
    c_name_bytes,
    c_about,
    c_transfers,
    c_ledger,
    c_wordings // and the two behind it
};

struct FormPlace {
    base::Str form;
    base::Str version;
    std::uint64_t at;
    std::uint64_t size;
    std::uint64_t is_default; // 1: of several editions the one in the form's own folder, which stands last
};
// transfer.yaml of a foreign form. It is read again when a transfer is asked for.
struct TransferPlace {
    base::Str form;
    base::Str version;
    base::Str yaml;
};
struct CacheAbout {
    base::Str source_hash;
};

inline constexpr std::size_t form_align = 16; // blobs are read in place

// The newest version.
const form::Form* newest_form(const std::deque<form::Form>& forms, std::string_view id);
diag::Result<transfer::Transfer> transfer_of(std::string_view text, std::string file,
                                             const form::Form& foreign,
                                             const transfer::TransferContext& context, diag::Report& report);

} // namespace renkei::catalogue
