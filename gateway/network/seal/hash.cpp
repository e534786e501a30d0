#include "gateway/network/seal/hash.h"

#include "gateway/core/base/hex.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <charconv>
#include <cstdlib>
#include <memory>

namespace renkei::seal {
namespace {

struct FreeDigest {
    void operator()(EVP_MD* it) const { EVP_MD_free(it); }
    void operator()(EVP_MD_CTX* it) const { EVP_MD_CTX_free(it); }
    void operator()(EVP_MAC* it) const { EVP_MAC_free(it); }
    void operator()(EVP_MAC_CTX* it) const { EVP_MAC_CTX_free(it); }
};

// Bytes in memory always have a hash, unless the library lacks memory or the algorithm: then there is nothing
// to go on with, and a wrong hash must never be stored.
void must(bool done) {
    if (!done) {
        std::abort();
    }
}

const std::uint8_t* bytes_at(std::string_view bytes) {
    return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

// Looking up an algorithm costs several times what hashing a short text does, so each thread keeps it.
struct Sha256 {
    std::unique_ptr<EVP_MD, FreeDigest> algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
    std::unique_ptr<EVP_MD_CTX, FreeDigest> context{EVP_MD_CTX_new()};
};

class Hmac {
public:
    Hmac() {
        char name[] = "SHA256";
        const OSSL_PARAM chosen[] = {OSSL_PARAM_construct_utf8_string("digest", name, 0),
                                     OSSL_PARAM_construct_end()};
        must(context_ != nullptr && EVP_MAC_CTX_set_params(context_.get(), chosen) == 1);
        const Hash first = of(Hash{}, "known");
        keeps_keys_ = true;
        keeps_keys_ = of(Hash{}, "known") == first && of(Hash{}, "known") == first;
    }
    Hash of(const Hash& now, std::string_view bytes) {
        Hash out;
        std::size_t written = 0;
        must(begin(now) && EVP_MAC_update(context_.get(), bytes_at(bytes), bytes.size()) == 1 &&
             EVP_MAC_final(context_.get(), out.data(), &written, out.size()) == 1 && written == out.size());
        return out;
    }

private:
    std::unique_ptr<EVP_MAC, FreeDigest> algorithm_{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
    std::unique_ptr<EVP_MAC_CTX, FreeDigest> context_{EVP_MAC_CTX_new(algorithm_.get())};
    // Preparing a key costs more than hashing a short text, and a thread mostly uses the same one again.
    bool begin(const Hash& now) {
        const bool is_same = keeps_keys_ && key_ == now;
        key_ = now;
        return EVP_MAC_init(context_.get(), is_same ? nullptr : now.data(), is_same ? 0 : now.size(),
                            nullptr) == 1;
    }
    std::optional<Hash> key_{};
    bool keeps_keys_ = false; // OpenSSL 3.0.0 to 3.0.2 say so, and hash wrongly
};

void append_length(std::string& out, std::size_t length) {
    for (int shift = 56; shift >= 0; shift -= 8) {
        out.push_back(static_cast<char>(length >> shift));
    }
}

} // namespace

Hash sha256(std::string_view bytes) {
    thread_local const Sha256 sha;
    Hash out;
    EVP_MD_CTX* context = sha.context.get();
    must(EVP_DigestInit_ex2(context, sha.algorithm.get(), nullptr) == 1 &&
         EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1 &&
         EVP_DigestFinal_ex(context, out.data(), nullptr) == 1);
    return out;
}

std::string to_hex(const Hash& hash) { return base::to_hex(hash); }

std::optional<Hash> hash_of_hex(std::string_view digits) {
    Hash out{};
    if (digits.size() != 2 * out.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        const char* const at = digits.data() + 2 * i;
        const auto [end, problem] = std::from_chars(at, at + 2, out[i], 16);
        if (problem != std::errc() || end != at + 2) {
            return std::nullopt;
        }
    }
    return out;
}

std::string_view bytes_of(const Hash& hash) {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

bool equal_in_constant_time(const Hash& a, const Hash& b) {
    return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Hash hmac(const Hash& key, std::string_view bytes) {
    thread_local Hmac mac;
    return mac.of(key, bytes);
}

Hash keyed_hash(const Hash& key, std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const std::string_view part : parts) {
        size += sizeof(std::uint64_t) + part.size();
    }
    std::string joined;
    joined.reserve(size);
    for (const std::string_view part : parts) {
        append_length(joined, part.size());
        joined.append(part);
    }
    return hmac(key, joined);
}

} // namespace renkei::seal
