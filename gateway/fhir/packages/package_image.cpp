#include "gateway/fhir/packages/package_image.h"

#include "gateway/fhir/packages/image_layout.h"
#include "generated/messages/packages.h"

#include <bit>
#include <cstring>
#include <functional>

namespace renkei::packages {

namespace {

std::uint32_t hash_of(std::string_view url) {
    return static_cast<std::uint32_t>(std::hash<std::string_view>{}(url) >> 16U);
}

} // namespace

diag::Result<PackageImage> PackageImage::open(const std::filesystem::path& path) {
    PackageImage out;
    TRY(out.file_, base::MappedFile::open(path));
    auto looked = out.map_tables(out.file_->bytes());
    if (!looked) {
        looked.error().where.file = path.string();
        return tl::make_unexpected(std::move(looked).error());
    }
    return out;
}

diag::Result<PackageImage> PackageImage::from_bytes(std::string bytes) {
    PackageImage out;
    out.bytes_ = std::make_unique<std::string>(std::move(bytes));
    TRY_VOID(out.map_tables(*out.bytes_));
    return out;
}

diag::Result<void> PackageImage::map_tables(std::string_view bytes) {
    ImageHead head{};
    if (bytes.size() < sizeof(head)) {
        return diag::fail(message::package_image_damaged, {});
    }
    std::memcpy(&head, bytes.data(), sizeof(head));
    const std::size_t rest = bytes.size() - sizeof(head);
    if (head.blob_size > rest || head.texts_size != rest - head.blob_size) {
        return diag::fail(message::package_image_damaged, {});
    }
    TRY(blob_, base::Blob::open(bytes.substr(sizeof(head), head.blob_size), image_kind, image_version));
    texts_ = bytes.substr(sizeof(head) + head.blob_size);
    const auto packages = blob_.section<PackageRow>(static_cast<std::uint32_t>(ImageSection::package));
    dependencies_ = blob_.section<DependencyRow>(static_cast<std::uint32_t>(ImageSection::dependencies));
    resources_ = blob_.section<ResourceRow>(static_cast<std::uint32_t>(ImageSection::resources));
    if (packages.size() != 1) {
        return diag::fail(message::package_image_damaged, {});
    }
    package_ = packages.data();
    index_urls();
    return {};
}

void PackageImage::index_urls() {
    by_url_.assign(std::bit_ceil(resources_.size() * 2 + 1), {});
    const std::size_t mask = by_url_.size() - 1;
    for (std::uint32_t first = 0, next = 0; first < resources_.size(); first = next) {
        const std::string_view url = blob_.text(resources_[first].url);
        for (next = first + 1; next < resources_.size() && blob_.text(resources_[next].url) == url; ++next) {
        }
        const std::uint32_t hash = hash_of(url);
        std::size_t at = hash & mask;
        while (by_url_[at].count > 0) {
            at = (at + 1) & mask;
        }
        by_url_[at] = {hash, first, next - first};
    }
}

std::span<const ResourceRow> PackageImage::with_url(std::string_view url) const {
    const std::uint32_t hash = hash_of(url);
    const std::size_t mask = by_url_.size() - 1;
    for (std::size_t at = hash & mask; by_url_[at].count > 0; at = (at + 1) & mask) {
        const Slot& slot = by_url_[at];
        if (slot.hash == hash && blob_.text(resources_[slot.first].url) == url) {
            return resources_.subspan(slot.first, slot.count);
        }
    }
    return {};
}

void PackageImage::release_pages() const {
    if (file_) {
        file_->release_pages();
    }
}

std::optional<std::string_view> PackageImage::json(const ResourceRow& row) const {
    if (row.text > texts_.size() || row.size > texts_.size() - row.text) {
        return std::nullopt;
    }
    const std::string_view out = texts_.substr(row.text, row.size);
    return checksum_of(out) == row.checksum ? std::optional(out) : std::nullopt;
}

} // namespace renkei::packages
