// What waits in a mailbox, as its list has it.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/client/http_pool.h"

#include <cstdint>
#include <string>
#include <vector>

namespace renkei::client {

inline constexpr std::string_view mailbox_path = "/mailbox";

struct ListedDelivery {
    std::string id{};
    std::string document{"-"};
    std::uint32_t version = 0;
    std::string sender{};
    bool is_withdrawal = false;
    std::string set{};    // deliveries with the same one are taken together; empty: by itself
    std::string queued{}; // when
};

struct ListedPage {
    std::vector<ListedDelivery> deliveries{};
    std::vector<diag::Error> problems{}; // entries that cannot be used
    bool has_more = false;
};

diag::Error list_finding(std::string place, std::string expected, std::string_view found);
diag::Result<ListedPage> read_page(const HttpResponse& response);
// The first entries of which no set goes on behind them. Those of one set were queued at one time.
std::size_t whole_sets(const std::vector<ListedDelivery>& listed);

} // namespace renkei::client
